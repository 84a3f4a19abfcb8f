package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class LoadOutcomeTest {
  @TempDir private Path folder;

  @Test
  void theNumberIsOnStdoutAndTheFilesAreInTheFolder() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "-n", "20", "-rps", "100", "--csv");

      assertThat(outcome.status()).as(outcome.err()).isZero();
      // 20 requests of 10 words in 0.2 s, the last of which may end after that.
      assertThat(Double.parseDouble(outcome.out())).isBetween(500.0, 1_000.1);
      assertThat(outcome.err())
          .contains(
              "test.words:benchmark against %s: 100 requests/s\n".formatted(backend.url()),
              "Rate             100.00 requests/s left of 100.00 wanted, ",
              "Send lag         p50 ",
              "Requests         20 of 20 successful, ",
              "Files            " + out());
      assertThat(Files.readAllLines(out().resolve("requests.jsonl"))).hasSize(20);
      assertThat(Files.readAllLines(out().resolve("requests.csv"))).hasSize(21);
      assertThat(out().resolve("latency.hlog")).isNotEmptyFile();
      JsonObject result = result();
      assertThat(result.get("command").getAsString()).isEqualTo("load");
      JsonObject stage =
          result.getAsJsonObject("load").getAsJsonArray("stages").get(0).getAsJsonObject();
      assertThat(stage.get("scheduled").getAsInt()).isEqualTo(20);
      assertThat(stage.get("requestedRate").getAsDouble()).isEqualTo(100);
      assertThat(stage.getAsJsonObject("sendLagMillis").get("count").getAsInt()).isEqualTo(20);
    }
  }

  @Test
  void withoutTheRequestsFileTheOthersAreThere() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "-n", "5", "-rps", "100", "--no-requests");

      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(out().resolve("requests.jsonl")).doesNotExist();
      assertThat(out().resolve("latency.hlog")).isNotEmptyFile();
      assertThat(outcome.err()).contains(" connections opened, reused ");
    }
  }

  @Test
  void aBodyAboveMaxBodyIsAFailure() throws Exception {
    ScriptedReply large =
        ScriptedReply.json("{\"done\": 10, \"x\": \"%s\"}".formatted("y".repeat(2 << 20)));
    try (ScriptedBackend backend = WordsBackend.start().on("/words", WordsBackend.TEN, large)) {
      Shell.Outcome outcome =
          load(backend, "-n", "5", "-rps", "100", "--max-body", "1", "--no-out");

      assertThat(outcome.err()).contains("1 of 5 successful", "4 × body");
    }
  }

  @Test
  void withJsonTheWholeResultIsOnStdout() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "-n", "5", "--concurrency", "2", "--json", "--no-out");

      JsonObject json = JsonParser.parseString(outcome.out()).getAsJsonObject();
      assertThat(json.getAsJsonObject("requests").get("successful").getAsInt()).isEqualTo(5);
      assertThat(out()).doesNotExist();
    }
  }

  @Test
  void withoutASuccessThereIsNoNumber() throws Exception {
    try (ScriptedBackend backend =
        WordsBackend.start().on("/words", ScriptedReply.status(503, "busy"))) {
      Shell.Outcome outcome = load(backend, "-n", "5", "-rps", "100");

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err())
          .contains("Nothing measured: none of 5 requests succeeded: status 503: busy. ")
          .contains("Failed           5 × status:503, the first: status 503: busy");
      assertThat(result().get("throughput").isJsonNull()).isTrue();
    }
  }

  @Test
  void tooManyFailuresAreAFailure() throws Exception {
    try (ScriptedBackend backend =
        WordsBackend.start().on("/words", WordsBackend.TEN, ScriptedReply.status(503, "busy"))) {
      Shell.Outcome outcome =
          load(backend, "--duration", "10m", "-rps", "100", "--max-errors", "3");

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err()).contains("it ended early, as ");
    }
  }

  @Test
  void aFolderThatAnotherTestHasIsNotTouched() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      load(backend, "-n", "3", "-rps", "100");
      String before = Files.readString(out().resolve("requests.jsonl"));

      Shell.Outcome outcome = load(backend, "-n", "5", "-rps", "100");

      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.err())
          .isEqualTo(
              "bench: --out %s has the files of another test already. Name another folder.\n"
                  .formatted(out()));
      assertThat(out().resolve("requests.jsonl")).hasContent(before);
      assertThat(backend.requests("/words")).hasSize(3);
    }
  }

  @Test
  void aMistakeThatIsFoundLaterLeavesNoFolderBehind() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "-n", "5", "-rps", "100", "--extra-body", "[1]");

      assertThat(outcome.status()).isEqualTo(2);
      assertThat(out()).doesNotExist();
    }
  }

  @Test
  void whereNoFilesCanBeWrittenTheTestIsDoneAllTheSame() throws Exception {
    Files.writeString(folder.resolve("file"), "in the way");
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome =
          load(backend, "-n", "5", "-rps", "100", "--out", folder.resolve("file/out").toString());

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(Double.parseDouble(outcome.out())).isPositive();
      assertThat(outcome.err())
          .containsOnlyOnce("bench: no files can be written to ")
          .contains("file is no folder")
          .contains("Requests         5 of 5 successful");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-n 5 | how hard to push is not said",
        "-n 5 -rps 3 --concurrency 2 | -rps and --concurrency contradict each other",
        "-n -1 -rps 3 | --n '-1' is not a whole number, 0 or more",
        "-n 5 -rps x | --rps 'x' is not a number",
        "-rps 5 --prompts /nowhere | --prompts /nowhere: there is no such file.",
        "-rps 5 --input-tokens 5:2 | --input-tokens '5:2' is not a length",
        "-rps 5 --input-tokens 5 --prompt hi | --prompt and --input-tokens, --output-tokens or --shared-prefix-tokens contradict",
        "-rps 5 --models a=0 | --models a=0: ",
        "-rps 5 --models a,b --model a | --model and --models contradict each other",
        "-rps 5 --replay /nowhere | --replay '/nowhere' is not a readable text file: there is no such file",
        "-rsp 5 | unknown flag '-rsp'",
      })
  void whatIsWrongIsToldBeforeAnythingIsSent(String flags, String message) throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, flags.split(" "));

      assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
      assertThat(outcome.err()).startsWith("bench: ").contains(message);
      assertThat(outcome.errLines()).hasSize(1);
      assertThat(backend.requests()).isEmpty();
      assertThat(out()).doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "e2e_p50=30s | 0 | e2e_p50=30s: met",
        "e2e_p50=1ms | 3 | e2e_p50=1ms: missed",
        "e2e_p99=30s | 0 | e2e_p99=30s: undetermined, too few (20 samples, it takes 459)",
        "e2e_p99=30s --strict | 3 | e2e_p99=30s: undetermined",
      })
  void anSloDecidesTheExitStatus(String flags, int status, String line) throws Exception {
    ScriptedReply slow =
        ScriptedReply.json("{\"done\": 10}").withDelay(java.time.Duration.ofMillis(20));
    try (ScriptedBackend backend = WordsBackend.start().on("/words", slow)) {
      List<String> all = new ArrayList<>(List.of("-n", "20", "-rps", "100", "--slo"));
      all.addAll(List.of(flags.split(" ")));

      Shell.Outcome outcome = load(backend, all.toArray(new String[0]));

      assertThat(outcome.err()).contains(line).contains("Attainment       ");
      assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
      assertThat(Double.parseDouble(outcome.out())).isPositive();
      assertThat(
              result().getAsJsonObject("load").getAsJsonObject("slo").get("verdict").getAsString())
          .isEqualTo(line.replaceFirst(".*: (\\w+).*", "$1"));
    }
  }

  @Test
  void aScenarioHasStages() throws Exception {
    Path file =
        scenario(
            """
        {"seed": 7, "units": 5, "extra-body": {"top_p": 0.5}, "stages": [
          {"name": "slow", "rps": 50, "n": 5},
          {"concurrency": 2, "n": 6}
        ]}
        """);
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "--scenario", file.toString());

      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(outcome.err()).contains(": slow, then 2 in flight\n");
      assertThat(backend.requests("/words")).hasSize(11);
      assertThat(backend.requests("/words").get(0).body())
          .contains("\"units\":5")
          .contains("\"top_p\":0.5");
      assertThat(
              result()
                  .getAsJsonObject("settings")
                  .getAsJsonObject("units")
                  .get("source")
                  .getAsString())
          .isEqualTo("the scenario file");
    }
  }

  @Test
  void whatWasPrintedAsAScenarioCanBeRun() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome printed =
          load(
              backend,
              "-n",
              "4",
              "-rps",
              "100",
              "--poisson",
              "--units",
              "3",
              "--token",
              "secret",
              "--print-scenario");

      assertThat(printed.status()).isZero();
      assertThat(printed.out()).doesNotContain("secret");
      assertThat(backend.requests()).isEmpty();
      Path file = scenario(printed.out());
      Shell.Outcome outcome =
          Shell.in(folder).against(backend.url()).run("load", "--scenario", file.toString());

      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(outcome.err()).contains("100 requests/s at random times\n");
      assertThat(backend.requests("/words")).hasSize(4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | is no JSON: ",
        "[1] | is no JSON object. --print-scenario writes one.",
        "{\"rsp\": 5} | 'rsp' is no setting. There are: n, rps,",
        "{\"rps\": [5]} | 'rps' is neither a text, nor a number, true, false or an object",
        "{\"rps\": \"x\"} | rps 'x' is not a number",
        "{\"stages\": []} | 'stages' is no list of objects, with one at least",
        "{\"stages\": [5]} | 'stages[0]' is no object",
        "{\"stages\": [{\"rps\": 5}, {\"seed\": 5}]} | stages[1]: 'seed' is no setting. There are: n, rps,",
        "{\"stages\": [{\"rps\": -5}]} | stages[0]: rps '-5' is not a number from 0 to 1000000",
        "{\"stages\": [{\"n\": 5}]} | stages[0]: how hard to push is not said",
        "{\"rps\": 5, \"stages\": [{\"rps\": 5}]} | 'rps' (from the scenario file) contradicts the stages",
      })
  void aBadScenarioIsToldWithFileAndKey(String text, String message) throws Exception {
    Path file = scenario(text);
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "--scenario", file.toString());

      assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
      assertThat(outcome.errLines()).hasSize(1);
      assertThat(outcome.err()).contains(file.toString()).contains(message);
      assertThat(backend.requests()).isEmpty();
    }
  }

  @Test
  void lengthsOfAReplayInAStageAreRefusedAndNotForgotten() throws Exception {
    Path replay = Files.writeString(folder.resolve("r.jsonl"), "{\"ms\": 0, \"output_tokens\": 7}");
    Path file = scenario("{\"stages\": [{\"replay\": \"%s\"}]}".formatted(replay));
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "--scenario", file.toString());

      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.err()).contains("stages[0]: a replay in a stage must have no lengths");
      assertThat(backend.requests()).isEmpty();
    }
  }

  @Test
  void aFlagWinsOverTheScenario() throws Exception {
    Path file = scenario("{\"rps\": 100, \"n\": 50}");
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "--scenario", file.toString(), "-n", "3");

      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(backend.requests("/words")).hasSize(3);
    }
  }

  private Path scenario(String text) throws IOException {
    return Files.writeString(folder.resolve("scenario.json"), text);
  }

  @Test
  void promptsComeFromAFile() throws Exception {
    Path prompts = Files.writeString(folder.resolve("prompts.txt"), "first one\nsecond one\n");
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome =
          load(backend, "-n", "4", "-rps", "100", "--prompts", prompts.toString());

      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(backend.requests("/words").stream().filter(r -> r.body().contains("first one")))
          .hasSize(2);
    }
  }

  @Test
  void ofRequestsThatAllLeftAtOnceNoWantedRateIsShown() throws Exception {
    Path replay = Files.writeString(folder.resolve("r.jsonl"), "{\"ms\": 0}\n{\"ms\": 0}\n");
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = load(backend, "--replay", replay.toString());

      assertThat(outcome.err())
          .contains("Load             replay of 2 requests, all at once, the last ended after ")
          .contains("Rate             all left at once, ");
      JsonObject stage =
          result().getAsJsonObject("load").getAsJsonArray("stages").get(0).getAsJsonObject();
      assertThat(stage.get("requestedRate").isJsonNull()).isTrue();
      assertThat(stage.get("ofWholeTime").getAsBoolean()).isTrue();
    }
  }

  private Path out() {
    return folder.resolve("out");
  }

  private JsonObject result() throws IOException {
    return JsonParser.parseString(Files.readString(out().resolve("result.json"))).getAsJsonObject();
  }

  private Shell.Outcome load(ScriptedBackend backend, String... flags) {
    List<String> arguments = new ArrayList<>(List.of("load", Shell.WORDS, "--no-self-warmup"));
    arguments.addAll(List.of(flags));
    return Shell.in(folder).against(backend.url()).run(arguments.toArray(new String[0]));
  }
}
