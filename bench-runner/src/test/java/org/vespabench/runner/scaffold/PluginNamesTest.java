package org.vespabench.runner.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.Coordinates;

final class PluginNamesTest {
  private static PluginNames names(String coordinates) {
    return PluginNames.of(Coordinates.parse(coordinates));
  }

  @ParameterizedTest
  @CsvSource({
    "acme.myapi:benchmark, acme.myapi.MyapiBenchmark",
    "acme.myapi, acme.myapi.MyapiBenchmark",
    "acme.myapi:stream, acme.myapi.MyapiStream",
    "acme.myapi:chat_completions.v2, acme.myapi.MyapiChatCompletionsV2",
    "Acme.MyApi:Fast, acme.myapi.MyApiFast",
    "embeddings, embeddings.EmbeddingsBenchmark",
    "acme.new.class:int, acme.new_.class_.ClassInt",
    "acme._:__, acme.__.PluginPlugin",
    "acme._1:_2, acme._1.Plugin12",
    "java.util:list, plugin.java.util.UtilList",
    "acme.test:request, acme.test.TestRequestPlugin",
    "acme.plugin:run, acme.plugin.PluginRunPlugin",
  })
  void theClassIsNamedAfterTheCoordinatesAndIsLegal(String coordinates, String expected) {
    PluginNames names = names(coordinates);

    assertThat(names.packageName() + "." + names.className()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "acme.myapi:benchmark, acme, acme-myapi",
    "acme.myapi:stream, acme, acme-myapi-stream",
    "Com.Acme.My_Api:benchmark, com.acme, com-acme-my_api",
    "embeddings, embeddings, embeddings",
    "bench.openai, bench, plugin-bench-openai",
  })
  void theJarIsNamedAfterTheCoordinatesAndReplacesNoneOfOurs(
      String coordinates, String group, String artifact) {
    PluginNames names = names(coordinates);

    assertThat(names.group()).isEqualTo(group);
    assertThat(names.artifact()).isEqualTo(artifact);
  }

  @Test
  void theNameBenchmarkGoesWithoutSaying() {
    assertThat(names("acme.myapi:benchmark").shortCoordinates()).isEqualTo("acme.myapi");
    assertThat(names("acme.myapi:stream").shortCoordinates()).isEqualTo("acme.myapi:stream");
  }
}
