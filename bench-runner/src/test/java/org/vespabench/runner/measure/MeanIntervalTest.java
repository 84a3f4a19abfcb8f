package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
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

  @Test
  void batchesThatResembleTheirNeighboursAreWorthLessThanTheirNumber() {
    List<Double> drifting = IntStream.range(0, 30).mapToObj(i -> (double) i).toList();
    List<Double> alternating = IntStream.range(0, 30).mapToObj(i -> (double) (i % 2)).toList();

    assertThat(MeanInterval.effectiveSize(drifting)).isBetween(2.0, 3.0);
    assertThat(MeanInterval.effectiveSize(alternating)).isEqualTo(30);
    assertThat(width(MeanInterval.ofBatches(drifting)))
        .isGreaterThan(3 * width(MeanInterval.of(drifting)));
    assertThat(MeanInterval.ofBatches(alternating)).isEqualTo(MeanInterval.of(alternating));
  }

  @Test
  void intervalsOfCorrelatedBatchesHoldTheTrueMeanWherePlainOnesDoNot() {
    Random random = new Random(42);
    int trials = 2_000;
    int held = 0;
    int plainHeld = 0;
    for (int trial = 0; trial < trials; trial++) {
      List<Double> values = correlated(random, 0.4, 30);
      held += holdsZero(MeanInterval.ofBatches(values)) ? 1 : 0;
      plainHeld += holdsZero(MeanInterval.of(values)) ? 1 : 0;
    }

    assertThat((double) held / trials).isBetween(0.90, 0.98);
    assertThat((double) plainHeld / trials).isLessThan(0.85);
  }

  @Test
  void oneBatchHasNoInterval() {
    assertThat(MeanInterval.ofBatches(List.of(3.0)).hasInterval()).isFalse();
    assertThat(MeanInterval.effectiveSize(List.of(3.0))).isEqualTo(1);
  }

  @Test
  void equalBatchesHaveAnIntervalOfNoWidth() {
    assertThat(width(MeanInterval.ofBatches(List.of(5.0, 5.0, 5.0)))).isZero();
  }

  private static List<Double> correlated(Random random, double correlation, int count) {
    List<Double> values = new ArrayList<>();
    double value = random.nextGaussian();
    for (int i = 0; i < count; i++) {
      values.add(value);
      double fresh = Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
      value = correlation * value + fresh;
    }
    return values;
  }

  private static boolean holdsZero(MeanInterval interval) {
    return interval.low() <= 0 && 0 <= interval.high();
  }

  private static double width(MeanInterval interval) {
    return interval.high() - interval.low();
  }
}
