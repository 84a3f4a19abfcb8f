package org.vespabench.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.vespabench.testkit.BackendScenario;

/** A real Ollama with the smallest models of its library. */
@Testcontainers(disabledWithoutDocker = true)
class OllamaIT {
  private static final int PORT = 11434;

  @Container
  private static final GenericContainer<?> SERVER =
      new GenericContainer<>("ollama/ollama")
          .withEnv("OLLAMA_NUM_PARALLEL", "2")
          .withExposedPorts(PORT)
          .waitingFor(Wait.forHttp("/"));

  @BeforeAll
  static void pullModels() throws IOException, InterruptedException {
    for (String model : new String[] {"smollm2:135m", "all-minilm"}) {
      var pulled = SERVER.execInContainer("ollama", "pull", model);
      assertThat(pulled.getExitCode()).as(pulled.getStderr()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "benchmarks.openai, smollm2:135m",
    "benchmarks.openai_chat, smollm2:135m",
    "benchmarks.openai_embeddings, all-minilm"
  })
  void theScenarioHolds(String coordinates, String model) throws Exception {
    assertThat(
            BackendScenario.of(Plugins.find(coordinates))
                .with("model", model)
                .run(Plugins.url(SERVER, PORT)))
        .isNotEmpty();
  }
}
