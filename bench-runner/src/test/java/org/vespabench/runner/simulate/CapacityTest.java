package org.vespabench.runner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.simulate.Capacity.Lengths;

class CapacityTest {
  @Test
  void eachChangeKeepsTheRest() {
    Lengths lengths = new Lengths(2, 3);

    Capacity changed =
        Capacity.defaults()
            .withSlots(3)
            .withStreamRate(4)
            .withTotalRate(5)
            .withTtft(Duration.ofSeconds(6))
            .withJitter(0.7)
            .withLengths(lengths)
            .withErrorRate(0.8)
            .withSeed(9);

    assertThat(changed)
        .isEqualTo(new Capacity(3, 4, 5, Duration.ofSeconds(6), 0.7, lengths, 0.8, 9));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void refusesWhatNoBackendCanBe(UnaryOperator<Capacity> change, String message) {
    assertThatThrownBy(() -> change.apply(Capacity.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        refused(capacity -> capacity.withSlots(0), "slots must be above 0, was 0"),
        refused(
            capacity -> capacity.withStreamRate(Double.NaN),
            "stream rate must be above 0 and finite, was NaN"),
        refused(
            capacity -> capacity.withStreamRate(Double.POSITIVE_INFINITY),
            "stream rate must be above 0 and finite, was Infinity"),
        refused(capacity -> capacity.withTotalRate(-1), "total rate must be above 0, was -1.0"),
        refused(
            capacity -> capacity.withTtft(Duration.ofMillis(-5)),
            "ttft must not be negative, was PT-0.005S"),
        refused(capacity -> capacity.withJitter(1.5), "jitter must be from 0 to 1, was 1.5"),
        refused(
            capacity -> capacity.withErrorRate(-0.1), "error rate must be from 0 to 1, was -0.1"),
        refused(
            capacity -> capacity.withLengths(new Lengths(5, 4)),
            "lengths must be above 0 and not end before they begin, were 5:4"));
  }

  private static Arguments refused(UnaryOperator<Capacity> change, String message) {
    return Arguments.of(change, message);
  }

  @Test
  void readsLengths() {
    assertThat(Lengths.parse("20: 200")).isEqualTo(new Lengths(20, 200));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "20", "20:", "a:b", "1:2:3", "20-200"})
  void explainsLengthsItCannotRead(String text) {
    assertThatThrownBy(() -> Lengths.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not MIN:MAX. Write two whole numbers, for example 20:200", text);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 20, 0, 100, 10", "10, 20, 0.9999, 100, 20", "10, 20, 0.5, 100, 15",
    "10, 20, 0.5, 12, 12", "10, 20, 0.5, 1, 1", "1, 2147483647, 0.99999999999, 7, 7"
  })
  void picksLengthsFromMinToMaxButNeverPastWhatWasAsked(
      int min, int max, double draw, int asked, int picked) {
    assertThat(new Lengths(min, max).pick(draw, asked)).isEqualTo(picked);
  }

  @Test
  void withoutLengthsAnAnswerIsAsLongAsAsked() {
    assertThat(Lengths.AS_ASKED.pick(0.3, 17)).isEqualTo(17);
    assertThat(Lengths.AS_ASKED.pick(0.3, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }
}
