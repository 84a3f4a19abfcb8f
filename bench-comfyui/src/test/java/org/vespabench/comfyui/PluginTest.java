package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.testkit.PluginRun;

/** What users see of both plugins before they run one. */
class PluginTest {
  static List<ComfyUiProvider> plugins() {
    return List.of(new ComfyUiSync(), new ComfyUiNative());
  }

  @Test
  void bothAreFound() {
    assertThat(ServiceLoader.load(TestRequestProvider.class))
        .filteredOn(plugin -> plugin instanceof ComfyUiProvider)
        .extracting(plugin -> plugin.coordinates().toString())
        .containsExactly("benchmarks.comfyui:benchmark", "benchmarks.comfyui:native");
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void oneImageAtATimeIsMeasuredThreeTimes(ComfyUiProvider plugin) {
    Settings settings = PluginRun.of(plugin).settings();

    assertThat(settings.get(Setting.RUNS)).isEqualTo(3);
    assertThat(settings.get(Setting.CONCURRENCY)).isEqualTo(1);
    assertThat(settings.get(Setting.TIMEOUT)).isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theUnitFollowsTheWorkload(ComfyUiProvider plugin) {
    PluginRun run = PluginRun.of(plugin);

    assertThat(plugin.unit(run.settings())).isEqualTo("kilopixel-steps");
    assertThat(plugin.unit(run.with("workload", "fixed100").settings()))
        .isEqualTo("job-hundredths");
  }

  @Test
  void eachHasItsHealthPath() {
    assertThat(new ComfyUiSync().healthPath()).isEqualTo("/health");
    assertThat(new ComfyUiNative().healthPath()).isEqualTo("/system_stats");
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void settingsHaveNamesOfTheirOwn(ComfyUiProvider plugin) {
    assertThat(plugin.settings()).extracting(Setting::name).doesNotHaveDuplicates();
    assertThat(plugin.description()).isNotBlank();
  }

  @Test
  void theOriginalsVariablesAreRead() {
    assertThat(SettingResolver.variables(ComfyUiSettings.WIDTH)).contains("BENCHMARK_TEST_WIDTH");
    assertThat(SettingResolver.variables(ComfyUiSettings.HEIGHT)).contains("BENCHMARK_TEST_HEIGHT");
    assertThat(SettingResolver.variables(ComfyUiSettings.STEPS)).contains("BENCHMARK_TEST_STEPS");
    assertThat(SettingResolver.variables(ComfyUiSettings.API)).contains("COMFYUI_API");
    assertThat(SettingResolver.variables(ComfyUiSettings.WORKFLOW))
        .contains("COMFYUI_WORKFLOW", "VESPA_COMFYUI_BENCHMARK_FILE");
  }

  @Test
  void anUnknownFormIsRefused() {
    assertThatThrownBy(() -> ComfyUiSettings.API.parse("prompt"))
        .hasMessage("'prompt' is not one of runsync, generate, runpod");
    assertThatThrownBy(() -> ComfyUiSettings.STEPS.parse("0"))
        .hasMessage("'0' is not a whole number above 0");
  }
}
