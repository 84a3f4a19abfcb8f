package org.vespabench.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.MountableFile;
import org.vespabench.testkit.BackendScenario;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;

/** A real llama.cpp server with a tiny random model: it must count what was asked for. */
@Testcontainers(disabledWithoutDocker = true)
class LlamaCppIT {
  private static final int PORT = 8080;
  private static final GenericContainer<?> SERVER =
      new GenericContainer<>("ghcr.io/ggml-org/llama.cpp:server");

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path model = folder.resolve("tiny.gguf");
    TinyGguf.main(new String[] {model.toString()});
    SERVER
        .withCopyFileToContainer(MountableFile.forHostPath(model), "/tiny.gguf")
        .withCommand("--model", "/tiny.gguf", "--host", "0.0.0.0", "--port", String.valueOf(PORT))
        .withExposedPorts(PORT)
        .waitingFor(Wait.forHttp("/health"))
        .start();
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"benchmarks.openai", "benchmarks.openai_chat"})
  void theScenarioHolds(String coordinates) throws Exception {
    assertThat(BackendScenario.of(Plugins.find(coordinates)).run(Plugins.url(SERVER, PORT)))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "benchmarks.openai, false",
    "benchmarks.openai, true",
    "benchmarks.openai_chat, false",
    "benchmarks.openai_chat, true"
  })
  void pinnedRequestsDoWhatTheyDeclare(String coordinates, boolean stream) throws Exception {
    Measurement measured =
        PluginRun.of(Plugins.find(coordinates))
            .with("runs", "2")
            .with("concurrency", "3")
            .with("max-tokens", "24")
            .with("prompt-words", "20")
            .with("stream", String.valueOf(stream))
            .against(Plugins.url(SERVER, PORT));

    assertThat(measured.reason()).isEmpty();
    assertThat(measured.completed()).isEqualTo(6);
    assertThat(measured.done()).isEqualTo(6 * 24);
    assertThat(measured.estimated()).isZero();
    assertThat(measured.details()).containsKeys("inputTokens", "predictedMillis");
  }
}
