package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What is read from the command line and the environment, and refused. */
@Timeout(60)
final class CommandLineTest {
  @TempDir private Path folder;
  private Shell shell;

  @BeforeEach
  void start() {
    shell = Shell.in(folder);
  }

  @Test
  void withoutACommandTheOverviewGoesToStderr() {
    Shell.Outcome outcome = shell.run();

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("Measures how much work")
        .contains("Usage: bench COMMAND [COORDINATES] [FLAGS]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help", "help"})
  void helpIsAResultAndNamesEveryCommand(String argument) {
    Shell.Outcome outcome = shell.run(argument);

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains(
            "\n  run ",
            "\n  check ",
            "\n  list ",
            "\n  demo ",
            "\n  simulate ",
            "\n  autoscaler ",
            "\n  new-plugin ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-V", "--version"})
  void theVersionIsAResult(String argument) {
    assertThat(shell.run(argument)).isEqualTo(new Shell.Outcome(0, "bench development\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "demo", "simulate"})
  void theHelpOfACommandHasItsOwnFlagsAndThoseOfThePlugin(String command) {
    Shell.Outcome outcome = shell.run(command, Shell.WORDS, "--help");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("Usage: bench " + command + " [COORDINATES] [FLAGS]")
        .contains("--units=N", "words to make (10)", "--no-pin", "--text=FILE", "[MODEL_NAME]")
        .doesNotContain("--no-no-")
        .endsWith(
            """

            The flags of test.words:benchmark are among these.
            A flag --x-y is also the variable BENCH_X_Y; flags win.
            """);
  }

  @Test
  void theHelpOfRunNeedsNoBenchmark() {
    Shell.Outcome outcome = shell.run("run", "--help");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("--runs=N", "--no-out", "--fresh", "[BACKEND_URL]")
        .contains("Name a benchmark to see its own flags as well.")
        .doesNotContain("--units");
  }

  @Test
  void theHelpOfListHasNoCoordinates() {
    Shell.Outcome outcome = shell.run("list", "--help");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("Usage: bench list [FLAGS]", "--json");
  }

  static Stream<Arguments> mistakes() {
    String words = Shell.WORDS;
    return Stream.of(
        Arguments.of(
            "runn",
            "unknown command 'runn'. There are: run, load, check, list, demo, simulate, worker, autoscaler, client, new-plugin"),
        Arguments.of(
            "--runs 3",
            "no benchmark is named, so '--runs' means nothing: set BENCHMARK, or name a command"
                + " (run, load, check, list, demo, simulate, worker, autoscaler, client, new-plugin)"),
        Arguments.of(
            "run",
            "no benchmark is named: give its COORDINATES, or set BENCHMARK. There are: " + words),
        Arguments.of(
            "run " + words,
            "no backend is named: give --url URL, or set BACKEND_URL, for example"
                + " http://127.0.0.1:8000. bench demo needs none."),
        Arguments.of(
            "check " + words,
            "no backend is named: give --url URL, or set BACKEND_URL, for example"
                + " http://127.0.0.1:8000. bench demo needs none."),
        Arguments.of(
            "run " + words + " --runz 3",
            "unknown flag '--runz': did you mean --runs? See bench run --help"),
        Arguments.of(
            "run " + words + " --unit 3",
            "unknown flag '--unit': did you mean --units? See bench run --help"),
        Arguments.of(
            "list --units 3",
            "unknown flag '--units': it is one of test.words:benchmark. See bench list --help"),
        Arguments.of("run " + words + " extra", "unknown argument 'extra'. See bench run --help"),
        Arguments.of(
            "run " + words + " -b other",
            "more than one benchmark is named: other, test.words:benchmark. Give one."),
        Arguments.of(
            "run " + words + " --runs 0",
            "--runs '0' is not a whole number above 0 (from the command line)."),
        Arguments.of(
            "run " + words + " --timeout soon",
            "--timeout 'soon' is not a number and a unit, for example 90s or 5m (from the command"
                + " line)."),
        Arguments.of(
            "run " + words + " --count all",
            "--count 'all' is not one of declared, done (from the command line)."),
        Arguments.of(
            "run " + words + " --path v1",
            "--path 'v1' is not a path that starts with '/' (from the" + " command line)."),
        Arguments.of(
            "run " + words + " --text gone.txt",
            "--text 'gone.txt' is not a readable text file: there is no such file (from the"
                + " command line)."),
        Arguments.of(
            "run test.wrds:benchmark",
            "there is no plugin test.wrds:benchmark: did you mean test.words:benchmark?\n"
                + "  there are: test.words:benchmark"),
        Arguments.of(
            "run test..words",
            "the module 'test..words' is not made of letters, digits, '_' and '.'"),
        Arguments.of(
            "demo", "there is no plugin benchmarks.openai:benchmark\n  there are: " + words),
        Arguments.of(
            "run " + words + " --url ftp://127.0.0.1",
            "'ftp://127.0.0.1' is not an http or https URL with a host, such as"
                + " http://127.0.0.1:8000 (from the command line)"),
        Arguments.of(
            "run " + words + " --url 127.0.0.1:8000",
            "the backend's URL is none: Illegal character in scheme name (from the command line)"),
        Arguments.of(
            "run " + words + " --url http://127.0.0.1:1 --extra-body [1]",
            "--extra-body '[1]' is not a JSON object, such as '{\"top_p\": 0.9}'."),
        Arguments.of(
            "load " + words + " --url http://127.0.0.1:1 -rps 1 --slo worker_p99=1s",
            "--slo limits worker_p99, which there is only through an autoscaler: give --endpoint, or"
                + " leave it out"),
        Arguments.of(
            "run " + words + " --url http://127.0.0.1:1 --header s3cret",
            "a --header has no name before a colon: write it as 'Name: value' (not shown, as it may"
                + " be secret)"),
        Arguments.of(
            "run " + words + " --url http://me:s3cret@127.0.0.1:1",
            "the URL of 127.0.0.1 holds a password: put it into BACKEND_API_KEY, or into --header"
                + " (from the command line)"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsSaidAndNoNumberIsPrinted(String line, String error) {
    Shell.Outcome outcome = shell.run(line.split(" "));

    assertThat(outcome.err()).isEqualTo("bench: " + error + "\n");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aValueIsMissing() {
    Shell.Outcome outcome = shell.run("run", Shell.WORDS, "--runs");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("bench: ")
        .contains("--runs")
        .endsWith("See bench run --help\n");
  }

  @Test
  void aBadValueOfTheEnvironmentNamesItsVariable() {
    Shell.Outcome outcome = shell.with("BENCH_RUNS", "many").run("run", Shell.WORDS);

    assertThat(outcome.err())
        .isEqualTo(
            "bench: BENCH_RUNS='many' is not a whole number above 0 (from the environment).\n");
    assertThat(outcome.status()).isEqualTo(2);
  }

  @Test
  void badCoordinatesOfTheEnvironmentNameTheirVariable() {
    Shell.Outcome outcome = shell.with("BENCHMARK", "test.gone").run();

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("bench: there is no plugin test.gone:benchmark")
        .endsWith(" (from BENCHMARK)\n");
  }

  @Test
  void withABenchmarkInTheEnvironmentFlagsAloneMeanRun() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome =
          shell.against(backend.url()).with("BENCHMARK", "test.words").run("--runs", "1");

      assertThat(outcome.status()).isZero();
      assertThat(outcome.out()).matches("\\d+\\.\\d+\n");
      assertThat(backend.requests("/words")).hasSize(3);
    }
  }

  @Test
  void withABenchmarkInTheEnvironmentNothingElseIsNeeded() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = shell.against(backend.url()).with("BENCHMARK", "test.words").run();

      assertThat(outcome.status()).isZero();
      assertThat(outcome.out()).matches("\\d+\\.\\d+\n");
      assertThat(outcome.err()).contains("Run 3/3: 2/2 successful, 20 words in ");
    }
  }

  @Test
  void aFlagWinsOverTheEnvironmentAndTheLastOneWins() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      shell
          .against(backend.url())
          .with("BENCH_RUNS", "3")
          .with("BENCH_UNITS", "5")
          .run("run", "-b", "test.words", "--runs", "4", "--runs=2", "--no-pin");

      assertThat(backend.requests("/words")).hasSize(5);
      assertThat(backend.requests("/words"))
          .allMatch(request -> request.body().contains("\"units\":5"))
          .noneMatch(request -> request.body().contains("pin"));
    }
  }

  @Test
  void theListShowsThePlugin() {
    Shell.Outcome outcome = shell.run("list");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .startsWith(
            """
            test.words:benchmark
              what      Makes words.
              roles     benchmark, requests, simulator
              unit      words
              settings  --units --pin --model --token --text --runs --concurrency
            """);
  }

  @Test
  void curlIsPrintedAndNothingSent() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start().on("/words", ScriptedReply.hang())) {
      Shell.Outcome outcome =
          shell
              .against(backend.url())
              .with("BACKEND_API_KEY", "s3cret")
              .run(
                  "run",
                  Shell.WORDS,
                  "--print-curl",
                  "--prompt",
                  "it's",
                  "--header",
                  "X-A: s3cret");

      assertThat(outcome.status()).isZero();
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.out())
          .isEqualTo(
              """
              curl -sS '%s/words' \\
                -H "Authorization: Bearer $BACKEND_API_KEY" \\
                -H 'X-A: (not shown)' \\
                -H 'Content-Type: application/json' \\
                -d '{"model":"none","prompt":"it'\\''s","units":10,"pin":true}'
              """
                  .formatted(backend.url()));
      assertThat(backend.requests()).isEmpty();
    }
  }
}
