package org.vespabench.runner.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.commons.statistics.interval.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.SloVerdict;
import org.vespabench.runner.measure.WilsonInterval;

/** Verdicts come from counts alone. */
final class TallyTest {
  @ParameterizedTest
  @CsvSource({"0.5, 7", "0.1, 44", "0.05, 90", "0.01, 459", "0.001, 4603", "0.99, 1", "0, 1"})
  void aLimitTakesAsManySamplesAsItsPercentile(BigDecimal allowed, long expected) {
    assertThat(Tally.samplesNeeded(allowed)).isEqualTo(expected);
  }

  @Test
  void thePercentilesThatAreShownTakeTheSame() {
    for (Percentile percentile : Percentile.all()) {
      BigDecimal allowed = BigDecimal.valueOf(100 - percentile.rank()).movePointLeft(2);
      assertThat(Tally.samplesNeeded(allowed)).isEqualTo(percentile.samplesNeeded());
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Exactly as many as allowed are allowed: in doubles 1 − 0.9 is less than 0.1.
    "0.1, 900, 100, 0, MET",
    "0.1, 899, 101, 0, MISSED",
    "0.01, 990, 10, 0, MET",
    "0.01, 989, 11, 0, MISSED",
    "0.05, 95, 5, 0, MET",
    "0.3, 70, 30, 0, MET",
    "0.001, 9990, 10, 0, MET",
    "0.001, 9989, 11, 0, MISSED",
    // 1 % of 459 are 4.59.
    "0.01, 455, 4, 0, MET",
    "0.01, 454, 5, 0, MISSED",
    // One sample less, and nobody knows, unless it is certain that it is missed.
    "0.01, 458, 0, 0, UNDETERMINED",
    "0.01, 457, 1, 0, UNDETERMINED",
    "0.01, 448, 10, 0, MISSED",
    "0.01, 0, 3, 0, MISSED",
    "0.5, 6, 0, 0, UNDETERMINED",
    "0.5, 0, 6, 0, MISSED",
    "0.5, 1, 2, 0, UNDETERMINED",
    "0.01, 0, 0, 0, UNDETERMINED",
    // Nothing may lie beyond.
    "0, 1, 0, 0, MET",
    "0, 1000000, 1, 0, MISSED",
    "0, 0, 0, 0, UNDETERMINED",
    "0, 0, 0, 5, UNDETERMINED",
    "0, 10, 0, 1, UNDETERMINED",
    "0, 10, 1, 5, MISSED",
    // Unknown ones matter only if they could turn it.
    "0.01, 990, 5, 5, MET",
    "0.01, 985, 5, 10, UNDETERMINED",
    "0.01, 980, 11, 9, MISSED",
    "0.01, 3, 0, 3, UNDETERMINED",
    "0.01, 0, 0, 3, UNDETERMINED",
    "0.01, 0, 3, 3, MISSED"
  })
  void theVerdictFollowsTheRule(
      BigDecimal allowed, long within, long beyond, long unknown, SloVerdict expected) {
    assertThat(tally(within, beyond, unknown).verdict(allowed)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.01 | 989 | 11 | 0 | 11 of 1000 failed; 1 % may be",
        "0.001 | 9990 | 10 | 0 | 10 of 10000 failed; 0.1 % may be",
        "0.01 | 12 | 0 | 0 | 12 samples, it takes 459",
        "0.01 | 985 | 5 | 10 | 5 to 15 of 1000 failed, with 10 cut off; 1 % may be",
        "0.01 | 0 | 0 | 0 | there was no sample"
      })
  void theReasonHasTheFigures(
      BigDecimal allowed, long within, long beyond, long unknown, String expected) {
    assertThat(tally(within, beyond, unknown).reason(allowed, "failed")).isEqualTo(expected);
  }

  @Test
  void whatIsMissedEarlySaysSo() {
    assertThat(tally(8, 4, 0).reason(new BigDecimal("0.01"), "failed"))
        .isEqualTo(
            "4 of 12 failed; 1 % may be: too many already, though it takes 459 samples to meet"
                + " it");
  }

  @Test
  void theIntervalIsWilsons() {
    Interval interval = WilsonInterval.of(7, 10); // Newcombe 1998, by hand: 0.3968 to 0.8922

    assertThat(interval.getLowerBound()).isCloseTo(0.3968, within(0.0001));
    assertThat(interval.getUpperBound()).isCloseTo(0.8922, within(0.0001));
  }

  @Test
  void theIntervalOfMoreThanAnIntIsNarrow() {
    Interval interval = WilsonInterval.of(9_900_000_000L, 10_000_000_000L);

    assertThat(interval.getLowerBound()).isCloseTo(0.99, within(0.0001));
    assertThat(interval.getUpperBound()).isCloseTo(0.99, within(0.0001));
  }

  @ParameterizedTest
  @CsvSource({"50, 0.9", "200, 0.97", "1000, 0.99"})
  void theIntervalHoldsTheTruthAsOftenAsItClaims(int samples, double truth) {
    SplittableRandom random = new SplittableRandom(11);

    long holds =
        LongStream.range(0, 4_000).filter(i -> holds(random, samples, truth)).count() * 100 / 4_000;

    assertThat(holds).isBetween(92L, 98L);
  }

  private static boolean holds(SplittableRandom random, int samples, double truth) {
    long hits = 0;
    for (int i = 0; i < samples; i++) {
      hits += random.nextDouble() < truth ? 1 : 0;
    }
    Interval interval = WilsonInterval.of(hits, samples);
    return interval.getLowerBound() <= truth && truth <= interval.getUpperBound();
  }

  /** The rule for few samples must not fire by chance where a service is well within its limit. */
  @ParameterizedTest
  @CsvSource({"0.01, 50", "0.01, 400", "0.05, 40", "0.1, 30"})
  void fewSamplesRarelyConvictWhoFailsHalfAsOftenAsAllowed(BigDecimal allowed, int samples) {
    SplittableRandom random = new SplittableRandom(23);
    int missed = 0;
    for (int run = 0; run < 4_000; run++) {
      Tally tally = new Tally();
      for (int i = 0; i < samples; i++) {
        add(tally, random.nextDouble() < allowed.doubleValue() / 2);
      }
      missed += tally.verdict(allowed) == SloVerdict.MISSED ? 1 : 0;
    }

    assertThat(missed / 4_000.0).isLessThan(0.035);
  }

  private static void add(Tally tally, boolean beyond) {
    if (beyond) {
      tally.addBeyond();
    } else {
      tally.addWithin();
    }
  }

  private static Tally tally(long within, long beyond, long unknown) {
    Tally tally = new Tally();
    LongStream.range(0, within).forEach(i -> tally.addWithin());
    LongStream.range(0, beyond).forEach(i -> tally.addBeyond());
    LongStream.range(0, unknown).forEach(i -> tally.addUnknown());
    return tally;
  }
}
