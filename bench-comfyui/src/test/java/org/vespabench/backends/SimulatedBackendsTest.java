package org.vespabench.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;
import org.vespabench.testkit.BackendScenario;
import org.vespabench.testkit.PluginAssertions;

/** Each of our benchmarks against its own simulator: what the containers hold against real ones. */
class SimulatedBackendsTest {
  private static final Capacity QUICK =
      Capacity.defaults().withStreamRate(2_000).withTtft(Duration.ofMillis(5));

  static List<TestRequestProvider> plugins() {
    return Plugins.all();
  }

  static Stream<String> coordinates() {
    return plugins().stream().map(plugin -> plugin.coordinates().toString());
  }

  @Test
  void allOfOursAreHere() {
    assertThat(coordinates())
        .containsExactlyInAnyOrder(
            "benchmarks.openai:benchmark",
            "benchmarks.openai_chat:benchmark",
            "benchmarks.openai_embeddings:benchmark",
            "benchmarks.tgi:benchmark",
            "benchmarks.comfyui:benchmark",
            "benchmarks.comfyui:native");
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theScenarioHolds(TestRequestProvider plugin) throws Exception {
    try (SimulatedBackend backend = SimulatedBackend.start((BackendSimulator) plugin, QUICK, 0)) {
      List<String> seen = BackendScenario.of(plugin).run(backend.url());

      assertThat(seen).isNotEmpty().last().asString().startsWith("a wrong path is refused: ");
    }
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theContractIsKept(TestRequestProvider plugin) throws Exception {
    PluginAssertions.assertKeepsContract(plugin);
  }

  @ParameterizedTest
  @MethodSource("coordinates")
  void itIsDiscoverable(String coordinates) {
    PluginAssertions.assertDiscoverable(coordinates);
  }
}
