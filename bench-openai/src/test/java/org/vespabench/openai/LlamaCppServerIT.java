package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.MountableFile;
import org.vespabench.runner.VespaBench;
import org.vespabench.runner.measure.Result;

/** A real llama.cpp server with a tiny random model: it must count what was asked for. */
@Testcontainers(disabledWithoutDocker = true)
class LlamaCppServerIT {
  private static final int PORT = 8080;
  private static final int TOKENS = 24;
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
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void pinnedRequestsDoWhatTheyDeclare(boolean chat, boolean stream) throws Exception {
    OpenAiProvider plugin = chat ? new OpenAiChat() : new OpenAiCompletions();
    Map<String, String> settings =
        Map.of(
            "runs", "2",
            "concurrency", "3",
            "max-tokens", String.valueOf(TOKENS),
            "prompt-words", "20",
            "stream", String.valueOf(stream));

    Result result = VespaBench.measure(plugin, url(), settings);

    assertThat(result.measured()).as(String.valueOf(result.reason())).isTrue();
    assertThat(result.figures().rounds())
        .hasSize(2)
        .allSatisfy(
            round -> {
              assertThat(round.done()).isEqualTo(3 * TOKENS);
              assertThat(round.estimated()).isZero();
              assertThat(round.detail()).containsKeys("inputTokens", "predictedMillis");
            });
  }

  private static URI url() {
    return URI.create("http://" + SERVER.getHost() + ":" + SERVER.getMappedPort(PORT));
  }
}
