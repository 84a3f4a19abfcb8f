package org.vespabench.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.vespabench.testkit.BackendScenario;

/**
 * Any server that is there already, of yours for example: {@code BENCH_IT_URL} says where, {@code
 * BENCH_IT_PLUGIN} which benchmark, {@code BENCH_IT_SETTINGS} what else, as in {@code model=small
 * api-key=…}.
 */
@EnabledIfEnvironmentVariable(
    named = "BENCH_IT_URL",
    matches = ".+",
    disabledReason = "BENCH_IT_URL names no server")
class AnyBackendIT {
  @Test
  void itIsMeasuredAndItsWorkIsCounted() throws Exception {
    Map<String, String> environment = System.getenv();
    String coordinates = environment.getOrDefault("BENCH_IT_PLUGIN", "benchmarks.openai");
    BackendScenario scenario = BackendScenario.of(Plugins.find(coordinates));
    for (String setting : environment.getOrDefault("BENCH_IT_SETTINGS", "").split(" +", -1)) {
      int equals = setting.indexOf('=');
      if (equals > 0) {
        scenario = scenario.with(setting.substring(0, equals), setting.substring(equals + 1));
      }
    }

    List<String> seen = scenario.run(URI.create(environment.get("BENCH_IT_URL")));

    seen.forEach(line -> System.out.println(coordinates + " " + line));
    assertThat(seen).hasSizeBetween(3, 4);
  }
}
