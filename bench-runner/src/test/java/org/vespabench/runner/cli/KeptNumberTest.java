package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A number is measured once, for as long as it belongs to what would be measured. */
@Timeout(60)
final class KeptNumberTest {
  @TempDir private Path folder;
  private Shell shell;
  private ScriptedBackend backend;
  private Shell.Outcome first;

  @BeforeEach
  void measureOnce() throws Exception {
    backend = WordsBackend.start();
    shell = Shell.in(folder).against(backend.url());
    first = shell.run("run", Shell.WORDS);
    assertThat(backend.requests("/words")).hasSize(7);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void theSecondRunSendsNothingAndPrintsTheSame() {
    Shell.Outcome second = shell.run("run", Shell.WORDS, "--seed", "3");

    assertThat(second.status()).isZero();
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(backend.requests("/words")).hasSize(7);
    assertThat(second.err())
        .endsWith(
            "using %s from %s (--fresh measures again)\n"
                .formatted(first.out().strip(), shell.cacheFile()));
  }

  @Test
  void asJsonItSaysThatItWasFound() {
    Shell.Outcome second = shell.run("run", Shell.WORDS, "--json");

    JsonObject json = JsonParser.parseString(second.out()).getAsJsonObject();
    assertThat(second.status()).isZero();
    assertThat(json.get("cached").getAsBoolean()).isTrue();
    assertThat(json.get("throughput").getAsDouble()).isEqualTo(Double.parseDouble(first.out()));
    assertThat(backend.requests("/words")).hasSize(7);
  }

  @Test
  void freshMeasuresAgain() {
    assertThat(shell.run("run", Shell.WORDS, "--fresh").status()).isZero();

    assertThat(backend.requests("/words")).hasSize(14);
  }

  @Test
  void anotherSettingMeasuresAgainAndSaysWhy() {
    Shell.Outcome second = shell.run("run", Shell.WORDS, "--units", "5");

    assertThat(second.status()).isZero();
    assertThat(backend.requests("/words")).hasSize(14);
    assertThat(second.err())
        .contains(
            "%s was measured otherwise (setting.units was '10', is '5'): measuring again\n"
                .formatted(shell.cacheFile()));
    assertThat(shell.cacheFile()).content().isEqualTo(second.out());
  }

  @Test
  void anotherModelMeasuresAgainAndSaysWhy() {
    backend.on("/model", ScriptedReply.text("huge"));

    Shell.Outcome second = shell.run("run", Shell.WORDS);

    assertThat(backend.requests("/words")).hasSize(14);
    assertThat(second.err())
        .contains(
            ("%s was measured otherwise (identity.model was 'tiny', is 'huge', setting.model was"
                    + " 'tiny', is 'huge'): measuring again\n")
                .formatted(shell.cacheFile()));
  }

  @Test
  void anotherKeyIsTheSameBackend() {
    shell.with("BACKEND_API_KEY", "s3cret").run("run", Shell.WORDS, "--deadline", "9m");

    assertThat(backend.requests("/words")).hasSize(7);
  }

  @Test
  void aFailedRunLeavesTheNumberAlone() {
    backend.on("/words", ScriptedReply.status(500, "boom"));

    Shell.Outcome second = shell.run("run", Shell.WORDS, "--fresh");

    assertThat(second.status()).isEqualTo(1);
    assertThat(second.out()).isEqualTo("1.0\n");
    assertThat(shell.cacheFile()).content().isEqualTo(first.out());
  }

  @Test
  void anOperatorsOwnNumberIsUsedWithAWarning() throws Exception {
    Files.delete(folder.resolve(".has_benchmark.json"));
    Files.writeString(shell.cacheFile(), "77.5\n");

    Shell.Outcome second = shell.run("run", Shell.WORDS);

    assertThat(second.status()).isZero();
    assertThat(second.out()).isEqualTo("77.5\n");
    assertThat(second.err()).contains("warning: using 77.5 from ");
    assertThat(backend.requests("/words")).hasSize(7);
  }

  @Test
  void aBackendThatIsGoneDoesNotGetTheNumber() {
    backend.close();

    Shell.Outcome second = shell.run("run", Shell.WORDS);

    assertThat(second.status()).isEqualTo(1);
    assertThat(second.out()).isEqualTo("1.0\n");
    assertThat(second.err())
        .contains(
            "%s cannot be used, as the backend does not say what it is: measuring again\n"
                .formatted(shell.cacheFile()));
    assertThat(shell.cacheFile()).content().isEqualTo(first.out());
  }
}
