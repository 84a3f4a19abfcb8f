package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.testkit.PluginRun;

/** What users see of the plugin before they run it. */
class PluginTest {
  private static final TgiGenerate PLUGIN = new TgiGenerate();

  @Test
  void itIsFound() {
    assertThat(ServiceLoader.load(TestRequestProvider.class))
        .filteredOn(plugin -> plugin instanceof TgiGenerate)
        .extracting(plugin -> plugin.coordinates().toString())
        .containsExactly("benchmarks.tgi:benchmark");
  }

  @Test
  void tokensAreCounted() {
    assertThat(PLUGIN.unit(PluginRun.of(PLUGIN).settings())).isEqualTo("tokens");
    assertThat(PLUGIN.healthPath()).isEqualTo("/health");
    assertThat(PLUGIN.description()).isNotBlank();
  }

  @Test
  void settingsAreNamedAsThoseOfTheOtherPlugins() {
    assertThat(PLUGIN.settings())
        .extracting(Setting::name)
        .containsExactly(
            "prompt-words", "warmup-words", "max-tokens", "warmup-tokens", "temperature", "stream");
  }

  @Test
  void roundsAreTheRunnersEightOfTen() {
    assertThat(PluginRun.of(PLUGIN).settings().get(Setting.RUNS)).isEqualTo(8);
    assertThat(PluginRun.of(PLUGIN).settings().get(Setting.CONCURRENCY)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.1", "1e-50"})
  void temperaturesThatTgiRefusesAreRefusedBefore(String temperature) {
    PluginRun run = PluginRun.of(PLUGIN);

    assertThatThrownBy(() -> run.with("temperature", temperature))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "'%s' is not a number above 0: TGI refuses 0, so write 0.01 for nearly greedy answers"
                .formatted(temperature));
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-tokens", "warmup-tokens", "prompt-words", "warmup-words"})
  void lengthsBelowOneAreRefused(String setting) {
    PluginRun run = PluginRun.of(PLUGIN);

    assertThatThrownBy(() -> run.with(setting, "0"))
        .hasMessageContaining("'0' is not a whole number above 0");
  }
}
