package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DemoOutcomeTest {
  private static final String[] DEMO = {
    "demo", Shell.WORDS, "--runs", "2", "--stream-rate", "100", "--ttft", "10ms"
  };

  @TempDir private Path folder;

  @Test
  void itMeasuresTheSimulatorAndNeitherReadsNorWritesANumber() throws Exception {
    Shell shell = Shell.in(folder).with("BACKEND_URL", "http://no-such-host.invalid");
    Files.writeString(shell.cacheFile(), "77.5\n");

    Shell.Outcome outcome = shell.run(DEMO);

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).matches("\\d+\\.\\d+\n");
    assertThat(Double.parseDouble(outcome.out())).isLessThanOrEqualTo(2 * 10 / 0.11);
    assertThat(outcome.err())
        .contains("The backend is SIMULATED: these figures say nothing about any real one.\n")
        .containsPattern(
            "test\\.words:benchmark against http://127\\.0\\.0\\.1:\\d+ \\(simulated\\)\n");
    assertThat(shell.cacheFile()).content().isEqualTo("77.5\n");
    assertThat(folder.resolve(".has_benchmark.json")).doesNotExist();
  }

  @Test
  void theResultSaysThatItIsSimulated() {
    Shell.Outcome outcome = Shell.in(folder).run(arguments("--json", "--seed", "5"));

    JsonObject json = JsonParser.parseString(outcome.out()).getAsJsonObject();
    assertThat(outcome.status()).isZero();
    assertThat(json.get("simulated").getAsBoolean()).isTrue();
    assertThat(json.get("command").getAsString()).isEqualTo("demo");
    assertThat(json.get("seed").getAsString()).isEqualTo("5");
  }

  @Test
  void aBackendThatOnlyFailsIsAFailure() {
    Shell.Outcome outcome = Shell.in(folder).run(arguments("--error-rate", "1", "--no-out"));

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("1.0\n");
    assertThat(outcome.err()).contains("Nothing measured: the warm-up request failed: status 5");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void capacityThatCannotBeIsRefused() {
    Shell.Outcome outcome = Shell.in(folder).run(arguments("--jitter", "2"));

    assertThat(outcome)
        .isEqualTo(
            new Shell.Outcome(
                2,
                "",
                "bench: --jitter '2' is not a number from 0 to 1 (from the command line).\n"));
  }

  @Test
  void aCacheFileIsNoneOfItsFlags() {
    Shell.Outcome outcome = Shell.in(folder).run(arguments("--cache-file", "x"));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("bench: unknown flag '--cache-file'");
  }

  private static String[] arguments(String... more) {
    String[] all = Arrays.copyOf(DEMO, DEMO.length + more.length);
    System.arraycopy(more, 0, all, DEMO.length, more.length);
    return all;
  }
}
