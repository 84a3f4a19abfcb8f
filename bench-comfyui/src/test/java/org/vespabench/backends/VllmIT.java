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

/** A real vLLM on the processor, with a small model. */
@Testcontainers(disabledWithoutDocker = true)
class VllmIT {
  private static final int PORT = 8000;

  @Container
  private static final GenericContainer<?> SERVER =
      new GenericContainer<>("public.ecr.aws/q9t5s3a7/vllm-cpu-release-repo:latest")
          .withSharedMemorySize(1L << 30)
          .withEnv("VLLM_CPU_KVCACHE_SPACE", "1")
          .withCommand(
              "--model",
              "HuggingFaceTB/SmolLM2-135M-Instruct",
              "--dtype",
              "float32",
              "--max-model-len",
              "2048")
          .withExposedPorts(PORT)
          .waitingFor(Wait.forHttp("/health").withStartupTimeout(Duration.ofMinutes(10)));

  @ParameterizedTest
  @ValueSource(strings = {"benchmarks.openai", "benchmarks.openai_chat"})
  void theScenarioHolds(String coordinates) throws Exception {
    assertThat(BackendScenario.of(Plugins.find(coordinates)).run(Plugins.url(SERVER, PORT)))
        .isNotEmpty();
  }
}
