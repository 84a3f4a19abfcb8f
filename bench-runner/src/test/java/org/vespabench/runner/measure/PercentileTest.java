package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A percentile is shown only if enough samples stand behind it. */
final class PercentileTest {
  @ParameterizedTest
  @CsvSource({"50, 7", "90, 44", "95, 90", "99, 459"})
  void itNeedsTheSamplesOfTheBinomialBound(double rank, long expected) {
    assertThat(new Percentile("p", rank).samplesNeeded()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"50", "90", "95", "99", "99.9"})
  void oneSampleLessWouldNotReachNinetyNinePerCent(double rank) {
    long needed = new Percentile("p", rank).samplesNeeded();

    assertThat(chanceThatAllLieBelow(rank, needed)).isLessThanOrEqualTo(0.01);
    assertThat(chanceThatAllLieBelow(rank, needed - 1)).isGreaterThan(0.01);
  }

  private static double chanceThatAllLieBelow(double rank, long samples) {
    double chance = 1;
    for (long i = 0; i < samples; i++) {
      chance *= rank / 100;
    }
    return chance;
  }

  @Test
  void withTooFewSamplesThereIsNone() {
    Histogram micros = new Histogram(3);
    micros.recordValueWithCount(2_000, 6);
    assertThat(Percentile.P50.millis(micros)).isEmpty();

    micros.recordValue(2_000);
    assertThat(Percentile.P50.millis(micros).orElseThrow()).isCloseTo(2, within(0.002));
    assertThat(Percentile.P90.millis(micros)).isEmpty();
  }

  @Test
  void allAreInOrder() {
    assertThat(Percentile.all())
        .extracting(Percentile::label)
        .containsExactly("p50", "p90", "p95", "p99");
    assertThat(Percentile.all()).extracting(Percentile::rank).isSorted();
  }
}
