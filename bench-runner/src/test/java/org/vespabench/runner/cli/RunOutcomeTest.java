package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class RunOutcomeTest {
  @TempDir private Path folder;
  private Shell shell;

  @BeforeEach
  void start() {
    shell = Shell.in(folder);
  }

  @Test
  void stdoutIsTheNumberAlone() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = shell.against(backend.url()).run("run", Shell.WORDS);

      assertThat(outcome.status()).isZero();
      assertThat(outcome.out()).matches("\\d+\\.\\d+\n");
      assertThat(shell.cacheFile()).content().isEqualTo(outcome.out());
      JsonObject result = json(Files.readString(shell.out().resolve("result.json")));
      assertThat(result.get("throughput").getAsDouble())
          .isCloseTo(Double.parseDouble(outcome.out()), withinPercentage(1e-6));
      assertThat(outcome.errLines())
          .contains(
              "test.words:benchmark against " + backend.url(),
              "model=tiny, as the backend says (nothing else set it)",
              "%-16s %s".formatted("Files", shell.out()));
    }
  }

  @Test
  void asJsonStdoutIsTheFileAlone() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = shell.against(backend.url()).run("run", Shell.WORDS, "--json");

      assertThat(outcome.status()).isZero();
      assertThat(shell.out().resolve("result.json")).content().isEqualTo(outcome.out());
      assertThat(json(outcome.out()).get("command").getAsString()).isEqualTo("run");
      assertThat(Double.parseDouble(Files.readString(shell.cacheFile())))
          .isCloseTo(json(outcome.out()).get("throughput").getAsDouble(), withinPercentage(1e-6));
    }
  }

  @Test
  void whereNothingListensTheFallbackIsPrintedAndNeverKept() throws Exception {
    URI nowhere = nowhere();

    Shell.Outcome outcome = shell.against(nowhere).run("run", Shell.WORDS);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("1.0\n");
    assertThat(outcome.err())
        .contains("Nothing measured: the warm-up request failed: ")
        .contains("Is the backend running, and listening at %s?".formatted(nowhere))
        .containsOnlyOnce(
            "bench: nothing could be measured, so 1.0 is printed, which says nothing about the"
                + " backend\n");
    assertThat(shell.cacheFile()).doesNotExist();
    assertThat(folder.resolve(".has_benchmark.json")).doesNotExist();
  }

  @Test
  void aFailureAsJsonHasNoThroughputButAFallbackAndAReason() throws Exception {
    Shell.Outcome outcome = shell.against(nowhere()).run("run", Shell.WORDS, "--json");

    assertThat(outcome.status()).isEqualTo(1);
    JsonObject json = json(outcome.out());
    assertThat(json.get("throughput").isJsonNull()).isTrue();
    assertThat(json.get("fallback").getAsDouble()).isEqualTo(1.0);
    assertThat(json.get("reason").getAsString()).startsWith("the warm-up request failed: ");
    assertThat(json.getAsJsonObject("validity").get("verdict").getAsString()).isEqualTo("invalid");
    assertThat(shell.cacheFile()).doesNotExist();
  }

  @Test
  void aBackendThatIsNeverReadyIsAFailureToo() throws Exception {
    try (ScriptedBackend backend =
        WordsBackend.start().on("/health", ScriptedReply.status(503, "loading"))) {
      Shell.Outcome outcome =
          shell.against(backend.url()).run("run", Shell.WORDS, "--wait", "200ms");

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.out()).isEqualTo("1.0\n");
      assertThat(outcome.err())
          .contains("waiting for the backend: it answers 503\n")
          .contains("Nothing measured: the backend was not ready within 200ms ");
      assertThat(backend.requests("/words")).isEmpty();
    }
  }

  @Test
  void noOutWritesNoFiles() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = shell.against(backend.url()).run("run", Shell.WORDS, "--no-out");

      assertThat(outcome.status()).isZero();
      assertThat(outcome.err()).doesNotContain("Files");
      assertThat(shell.out()).doesNotExist();
      assertThat(shell.cacheFile()).exists();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaidOnceAndTheNumberIsPrinted() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome =
          shell
              .against(backend.url())
              .run("run", Shell.WORDS, "--out", file.resolve("out").toString());

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.out()).matches("\\d+\\.\\d+\n");
      assertThat(outcome.err()).containsOnlyOnce("cannot be written to");
      assertThat(outcome.errLines())
          .anyMatch(
              line ->
                  line.startsWith(
                          "bench: the result's files cannot be written to "
                              + file.resolve("out")
                              + ": ")
                      && line.endsWith(". Give another folder (--out), or none (--no-out)."));
    }
  }

  @Test
  void aNumberThatCannotBeKeptIsPrintedAndSaid() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome =
          shell
              .against(backend.url())
              .run("run", Shell.WORDS, "--cache-file", file.resolve("number").toString());

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.out()).matches("\\d+\\.\\d+\n");
      assertThat(outcome.err())
          .containsOnlyOnce("bench: the number cannot be kept: ")
          .endsWith(". Name another place (--cache-file).\n");
    }
  }

  @Test
  void aResultThatCannotBePrintedIsAFailure() throws Exception {
    ByteArrayOutputStream full =
        new ByteArrayOutputStream() {
          @Override
          public void flush() throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome = shell.against(backend.url()).run(full, "run", Shell.WORDS);

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err())
          .endsWith(
              "bench: the result could not be written to stdout: is the disk full, or the pipe"
                  + " closed?\n");
      assertThat(shell.cacheFile()).doesNotExist();
    }
  }

  @Test
  void anInvalidResultFailsOnlyWhenStrictAndIsNeverKept() throws Exception {
    ScriptedReply bad = ScriptedReply.status(500, "boom");
    for (boolean strict : new boolean[] {false, true}) {
      try (ScriptedBackend backend =
          WordsBackend.start().on("/words", WordsBackend.TEN, WordsBackend.TEN, bad, bad)) {
        Shell.Outcome outcome =
            shell.against(backend.url()).run("run", Shell.WORDS, strict ? "--strict" : "--json");

        assertThat(outcome.status()).isEqualTo(strict ? 1 : 0);
        assertThat(outcome.err())
            .contains("5 of 6 requests failed")
            .contains(
                strict
                    ? "bench: the result is invalid (--strict)\n"
                    : "the number is not kept, as the run was cut short or its result is"
                        + " invalid\n");
        assertThat(shell.cacheFile()).doesNotExist();
      }
    }
  }

  @Test
  void aRunThatTheDeadlineCutIsPrintedAndNotKept() throws Exception {
    ScriptedReply ten = WordsBackend.TEN;
    try (ScriptedBackend backend =
        WordsBackend.start().on("/words", ten, ten, ten, ScriptedReply.hang())) {
      Shell.Outcome outcome =
          shell.against(backend.url()).run("run", Shell.WORDS, "--deadline", "3s");

      assertThat(outcome.status()).isZero();
      assertThat(outcome.out()).matches("\\d+\\.\\d+\n");
      assertThat(outcome.err())
          .contains("the deadline of 3s was met (--deadline)")
          .contains("the number is not kept, as the run was cut short or its result is invalid\n");
      assertThat(shell.cacheFile()).doesNotExist();
    }
  }

  @Test
  void keysAreSentAndAppearNowhere() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      shell
          .against(URI.create(backend.url() + "?key=s3cret-query"))
          .with("BACKEND_API_KEY", "s3cret-key");
      String[] flags = {
        "run", Shell.WORDS, "--fresh", "--header", "X-Key: s3cret-header", "--token", "s3cret-token"
      };

      Shell.Outcome outcome = shell.run(flags);
      Shell.Outcome failed =
          shell
              .against(URI.create(nowhere() + "/?key=s3cret-query"))
              .run("run", Shell.WORDS, "--json", "--fresh", "--token", "s3cret-token");

      assertThat(outcome.status()).isZero();
      assertThat(backend.requests("/words"))
          .hasSize(7)
          .allMatch(
              request ->
                  request.header("Authorization").orElse("").equals("Bearer s3cret-key")
                      && request.header("X-Key").orElse("").equals("s3cret-header")
                      && request.query().contains("s3cret-query"));
      assertThat(failed.status()).isEqualTo(1);
      assertThat(outcome.out() + outcome.err() + failed.out() + failed.err())
          .contains("(set, not shown)")
          .doesNotContain("s3cret");
      assertThat(shell.written()).contains("(set, not shown)").doesNotContain("s3cret");
    }
  }

  @Test
  void aKeyThatTheBackendRepeatsIsNotShownEither() throws Exception {
    try (ScriptedBackend backend =
        WordsBackend.start().on("/words", ScriptedReply.status(401, "bad key s3cret-key"))) {
      Shell.Outcome outcome =
          shell
              .against(backend.url())
              .with("BACKEND_API_KEY", "s3cret-key")
              .run("run", Shell.WORDS, "--json");

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err()).contains("status 401: bad key");
      assertThat(outcome.out() + outcome.err() + shell.written()).doesNotContain("s3cret");
    }
  }

  private static URI nowhere() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
