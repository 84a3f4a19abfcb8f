package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class CheckOutcomeTest {
  @TempDir private Path folder;

  @Test
  void aSuccessIsExplained() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome =
          Shell.in(folder).against(backend.url()).run("check", Shell.WORDS, "--prompt", "say it");

      assertThat(outcome.status()).isZero();
      assertThat(outcome.err()).isEmpty();
      List<String> lines = outcome.out().lines().toList();
      assertThat(lines)
          .containsSubsequence(
              "Sent to " + backend.url(),
              "  POST /words",
              "  {\"model\":\"tiny\",\"prompt\":\"say it\",\"units\":10,\"pin\":true}",
              "Received",
              "  status 200",
              "  {\"done\": 10}",
              "Times from the first byte sent",
              "Counted",
              "  declared      10.0000 words",
              "  done          10.0000 words, as the backend counted");
      assertThat(lines).anyMatch(line -> line.matches("  headers       \\d+\\.\\d ms"));
      assertThat(lines).anyMatch(line -> line.matches("  end           \\d+\\.\\d ms"));
      assertThat(backend.requests("/words")).hasSize(1);
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void itWaitsForTheBackendIfAskedTo() throws Exception {
    try (ScriptedBackend backend =
        WordsBackend.start()
            .on("/health", ScriptedReply.status(503, "loading"), ScriptedReply.json("{}"))) {
      Shell.Outcome outcome =
          Shell.in(folder).against(backend.url()).run("check", Shell.WORDS, "--wait", "30s");

      assertThat(outcome.status()).isZero();
      assertThat(backend.requests("/health")).hasSize(2);
    }
  }

  @Test
  void whatIsEstimatedIsSaid() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start().on("/words", ScriptedReply.json("{}"))) {
      Shell.Outcome outcome = Shell.in(folder).against(backend.url()).run("check", Shell.WORDS);

      assertThat(outcome.status()).isZero();
      assertThat(outcome.out())
          .contains("  done          10.0000 words, estimated: the backend does not say\n");
    }
  }

  @Test
  void aRefusalIsExplained() throws Exception {
    try (ScriptedBackend backend =
        WordsBackend.start().on("/words", ScriptedReply.status(404, "no such model"))) {
      Shell.Outcome outcome = Shell.in(folder).against(backend.url()).run("check", Shell.WORDS);

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.out())
          .contains("  status 404\n", "  no such model\n", "  failed as     status:404\n")
          .contains("  status 404: no such model. Is this the right benchmark for this backend,")
          .doesNotContain("  done ");
    }
  }

  @Test
  void whereNoReplyCameItIsSaid() throws Exception {
    try (ScriptedBackend backend =
        WordsBackend.start().on("/words", ScriptedReply.json("{}").cutAfter(0).thenReset())) {
      Shell.Outcome outcome =
          Shell.in(folder).against(backend.url()).run("check", Shell.WORDS, "--timeout", "5s");

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.out())
          .contains("  no complete reply\n", "  failed as     lost\n")
          .contains("See docs/troubleshooting.md#connection-lost\n");
    }
  }

  @Test
  void curlIsPrintedAndNothingSent() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome outcome =
          Shell.in(folder).against(backend.url()).run("check", Shell.WORDS, "--print-curl");

      assertThat(outcome.status()).isZero();
      assertThat(outcome.out()).startsWith("curl -sS '" + backend.url() + "/words' \\\n");
      assertThat(backend.requests()).isEmpty();
    }
  }
}
