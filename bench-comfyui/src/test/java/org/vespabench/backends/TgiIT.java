package org.vespabench.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.vespabench.testkit.BackendScenario;

/** A real TGI on the processor, with a small model: its own API, and its OpenAI mode. */
@Testcontainers(disabledWithoutDocker = true)
class TgiIT {
  private static final int PORT = 80;

  @Container
  private static final GenericContainer<?> SERVER =
      new GenericContainer<>("ghcr.io/huggingface/text-generation-inference:3.3.5-intel-cpu")
          .withSharedMemorySize(1L << 30)
          .withCommand("--model-id", "HuggingFaceTB/SmolLM2-135M-Instruct", "--cuda-graphs", "0")
          .withExposedPorts(PORT)
          .waitingFor(Wait.forHttp("/health").withStartupTimeout(Duration.ofMinutes(10)));

  @ParameterizedTest
  @ValueSource(strings = {"benchmarks.tgi", "benchmarks.openai_chat"})
  void theScenarioHolds(String coordinates) throws Exception {
    assertThat(BackendScenario.of(Plugins.find(coordinates)).run(Plugins.url(SERVER, PORT)))
        .isNotEmpty();
  }
}
