package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.testkit.PluginRun;

/** What users see of the plugins before they run one. */
class PluginTest {
  @Test
  void allAreFound() {
    assertThat(ServiceLoader.load(TestRequestProvider.class))
        .filteredOn(plugin -> plugin.getClass().getPackage().equals(getClass().getPackage()))
        .extracting(plugin -> plugin.coordinates().toString())
        .containsExactly(
            "benchmarks.openai:benchmark",
            "benchmarks.openai_chat:benchmark",
            "benchmarks.openai_embeddings:benchmark");
  }

  @ParameterizedTest
  @MethodSource("org.vespabench.openai.RequestTest#plugins")
  void tokensAreCounted(OpenAiProvider plugin) {
    assertThat(plugin.unit(PluginRun.of(plugin).settings())).isEqualTo("tokens");
    assertThat(plugin.healthPath()).isEqualTo("/health");
    assertThat(plugin.description()).isNotBlank();
  }

  @Test
  void anEmbeddingIsCountedByItsInputAndHasNoTimesBetweenTokens() {
    OpenAiEmbeddings plugin = new OpenAiEmbeddings();

    assertThat(plugin.unit(PluginRun.of(plugin).settings())).isEqualTo("input tokens");
    assertThat(plugin.healthPath()).isEqualTo("/health");
    assertThat(plugin.description()).isNotBlank();
  }

  static List<TestRequestProvider> all() {
    return List.of(new OpenAiCompletions(), new OpenAiChat(), new OpenAiEmbeddings());
  }

  @ParameterizedTest
  @MethodSource("all")
  void settingsHaveNamesOfTheirOwn(TestRequestProvider plugin) {
    assertThat(plugin.settings()).extracting(Setting::name).doesNotHaveDuplicates();
  }

  @Test
  void theOriginalsVariableNamesTheModel() {
    assertThat(OpenAiSettings.MODEL.aliases()).containsExactly("MODEL_NAME");
  }

  @Test
  void temperaturesBelowZeroAreRefused() {
    assertThat(OpenAiSettings.TEMPERATURE.parse("0")).isZero();
    assertThatThrownBy(() -> OpenAiSettings.TEMPERATURE.parse("-0.1"))
        .hasMessage("'-0.1' is not a number from 0");
  }

  @Test
  void lengthsBelowOneAreRefused() {
    assertThatThrownBy(() -> OpenAiSettings.MAX_TOKENS.parse("0"))
        .hasMessage("'0' is not a whole number above 0");
  }
}
