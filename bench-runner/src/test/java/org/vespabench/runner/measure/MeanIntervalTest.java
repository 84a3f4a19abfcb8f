package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeanIntervalTest {
  /** From the usual table of Student's t: two-sided 95 %, by degrees of freedom. */
  @ParameterizedTest
  @CsvSource({"2, 12.706", "3, 4.303", "5, 2.776", "8, 2.365", "10, 2.262", "31, 2.042"})
  void itIsAsWideAsTheTableOfStudentSays(int count, double t) {
    List<Double> values = IntStream.range(0, count).mapToObj(i -> (double) i * i).toList();

    MeanInterval interval = MeanInterval.of(values);

    double halfWidth = (interval.high() - interval.low()) / 2;
    assertThat(halfWidth * Math.sqrt(count) / interval.deviation()).isCloseTo(t, within(0.0006));
    assertThat((interval.high() + interval.low()) / 2).isCloseTo(interval.mean(), within(1e-9));
    assertThat(interval.hasInterval()).isTrue();
    assertThat(interval.count()).isEqualTo(count);
  }

  @Test
  void theDeviationIsThatOfASample() {
    MeanInterval interval = MeanInterval.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0));

    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.deviation()).isCloseTo(Math.sqrt(2.5), within(1e-12));
    assertThat(interval.low()).isCloseTo(1.0368, within(1e-4));
    assertThat(interval.high()).isCloseTo(4.9632, within(1e-4));
  }

  @Test
  void ninetyFiveOfAHundredIntervalsHoldTheTrueMean() {
    Random random = new Random(42);
    int trials = 2_000;
    int held = 0;
    for (int trial = 0; trial < trials; trial++) {
      MeanInterval interval =
          MeanInterval.of(
              IntStream.range(0, 8).mapToObj(i -> 1_000 + 50 * random.nextGaussian()).toList());
      held += interval.low() <= 1_000 && 1_000 <= interval.high() ? 1 : 0;
    }

    // Three standard errors of a share of 0.95 in 2000 trials.
    assertThat((double) held / trials).isCloseTo(0.95, within(0.0147));
  }

  @Test
  void oneValueHasAMeanButNoInterval() {
    MeanInterval interval = MeanInterval.of(List.of(7.0));

    assertThat(interval.mean()).isEqualTo(7);
    assertThat(interval.hasInterval()).isFalse();
    assertThat(interval.deviation()).isNaN();
    assertThat(interval.low()).isNaN();
    assertThat(interval.high()).isNaN();
  }

  @Test
  void noValuesHaveNoMean() {
    assertThat(MeanInterval.of(List.of()).mean()).isNaN();
    assertThat(MeanInterval.of(List.of()).hasInterval()).isFalse();
  }
}
