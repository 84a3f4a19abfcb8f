package org.vespabench.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.Coordinates;
import org.vespabench.runner.config.TypingDistance;

final class NearestTest {
  private static final List<Coordinates> KNOWN =
      List.of(
          Coordinates.parse("benchmarks.openai"),
          Coordinates.parse("benchmarks.tgi"),
          Coordinates.parse("benchmarks.comfyui"),
          Coordinates.parse("benchmarks.comfyui:native"));

  @ParameterizedTest
  @CsvSource({
    "benchmarks.opnai, benchmarks.openai:benchmark",
    "benchmarks.OpenAI, benchmarks.openai:benchmark",
    "openai, benchmarks.openai:benchmark",
    "opneai, benchmarks.openai:benchmark",
    "benchmarks.comfy, benchmarks.comfyui:benchmark",
    "benchmarks.comfyui.native, benchmarks.comfyui:native",
    "benchmarks.openai:benchmrk, benchmarks.openai:benchmark",
    "benchmarks.openai:native, ",
    "benchmarks.vllm, ",
    "ai, ",
    "tg, benchmarks.tgi:benchmark"
  })
  void findsWhatIsAtMostTwoMistakesAway(String asked, String expected) {
    assertThat(Nearest.to(Coordinates.parse(asked), KNOWN).map(Coordinates::toString))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "'', abc, 3", "flaw, lawn, 2", "same, same, 0"})
  void countsLettersToChange(String a, String b, int expected) {
    assertThat(TypingDistance.between(a, b)).isEqualTo(expected);
    assertThat(TypingDistance.between(b, a)).isEqualTo(expected);
  }
}
