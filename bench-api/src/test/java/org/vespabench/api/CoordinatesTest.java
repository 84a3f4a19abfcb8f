package org.vespabench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CoordinatesTest {
  @ParameterizedTest
  @CsvSource({
    "benchmarks.openai, benchmarks.openai, benchmark",
    "benchmarks.openai:benchmark, benchmarks.openai, benchmark",
    "benchmarks.comfyui:native, benchmarks.comfyui, native",
    "acme:Outer.run, acme, Outer.run",
    "_a.B_2:_c, _a.B_2, _c"
  })
  void partsAreSplitAtTheColon(String text, String module, String name) {
    Coordinates coordinates = Coordinates.parse(text);

    assertThat(coordinates).isEqualTo(new Coordinates(module, name));
    assertThat(coordinates).hasToString(module + ":" + name);
    assertThat(Coordinates.parse(coordinates.toString())).isEqualTo(coordinates);
  }

  @ParameterizedTest
  @CsvSource({
    "'', module, ''",
    "':x', module, ''",
    "'a:', name, ''",
    "a b, module, a b",
    "a..b, module, a..b",
    ".a, module, .a",
    "a., module, a.",
    "1a, module, 1a",
    "a-b, module, a-b",
    "a:b:c, module, a:b",
    "a:../b, name, ../b",
    "a:b/c, name, b/c"
  })
  void whatIsNotDottedWordsIsRefused(String text, String part, String shown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Coordinates.parse(text))
        .withMessage(
            "the " + part + " '" + shown + "' is not made of letters, digits, '_' and '.'");
  }

  @Test
  void bothPartsAreNeeded() {
    assertThatNullPointerException()
        .isThrownBy(() -> new Coordinates(null, "a"))
        .withMessage("module");
    assertThatNullPointerException()
        .isThrownBy(() -> new Coordinates("a", null))
        .withMessage("name");
  }
}
