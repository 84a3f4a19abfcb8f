package org.vespabench.runner.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.SignificanceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrivals, tested as what they are: statistics. Seeds are fixed. */
final class ArrivalsTest {
  private static final double SECOND = 1e9;

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 7, 1_000, 99_999})
  void evenArrivalsDoNotDrift(double rate) {
    Arrivals arrivals = Arrivals.even(Rate.constant(rate));

    long[] times = take(arrivals, 200_000);

    for (int i = 0; i < times.length; i++) {
      assertThat((double) times[i]).isCloseTo(i * SECOND / rate, within(1.0));
    }
  }

  @Test
  void aRampFollowsTheIntegralOfItsRate() {
    Rate rate = new Rate(10, 110, Duration.ofSeconds(20)); // 1 200 requests, then 110/s
    Arrivals arrivals = Arrivals.even(rate);

    long[] times = take(arrivals, 3_000);

    assertThat(times[0]).isZero();
    assertThat(times[1_200] / SECOND).isCloseTo(20, within(1e-6));
    assertThat((times[2_300] - times[1_200]) / SECOND).isCloseTo(10, within(1e-6));
    assertThat(countWithin(times, 0, 10 * SECOND)).isEqualTo(350); // 10 · 10 + 5 · 100 / 2
    assertThat(countWithin(times, 10 * SECOND, 20 * SECOND)).isEqualTo(850);
    assertThat(rate.expected(Duration.ofSeconds(10))).isCloseTo(350, within(1e-9));
    assertThat(rate.expected(Duration.ofSeconds(30))).isCloseTo(2_300, within(1e-9));
  }

  @Test
  void aRampMayFallAndMayBeginAtNothing() {
    long[] falling = take(Arrivals.even(new Rate(100, 10, Duration.ofSeconds(10))), 700);
    long[] rising = take(Arrivals.even(new Rate(0, 100, Duration.ofSeconds(10))), 700);

    assertThat(countWithin(falling, 0, 5 * SECOND)).isEqualTo(388); // 387.5
    assertThat(countWithin(falling, 5 * SECOND, 10 * SECOND)).isEqualTo(162);
    assertThat(countWithin(rising, 0, 5 * SECOND)).isEqualTo(125);
    assertThat(countWithin(rising, 5 * SECOND, 10 * SECOND)).isEqualTo(375);
    assertThat(rising).isSorted();
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1", "20, 2", "5000, 3", "200000, 4"})
  void poissonArrivalsHaveExponentialGaps(double rate, long seed) {
    long[] times = take(Arrivals.poisson(Rate.constant(rate), new SplittableRandom(seed)), 20_000);

    double[] gaps = gapsInSeconds(times);

    assertThat(isStrictlyIncreasing(times)).isTrue();
    // The mean of 20 000 gaps has a standard deviation of 0.7 % of itself.
    assertThat(Arrays.stream(gaps).average().orElseThrow())
        .isCloseTo(1 / rate, within(0.025 / rate));
    SignificanceResult fit =
        KolmogorovSmirnovTest.withDefaults()
            .test(gaps, ExponentialDistribution.of(1 / rate)::cumulativeProbability);
    assertThat(fit.getPValue()).isGreaterThan(0.01);
  }

  /** In a Poisson process the counts of equal times have a variance as large as their mean. */
  @Test
  void countsOfPoissonArrivalsAreDispersedAsTheirMean() {
    long[] times = take(Arrivals.poisson(Rate.constant(50), new SplittableRandom(5)), 100_000);

    double[] counts =
        IntStream.range(0, 1_900)
            .mapToDouble(second -> countWithin(times, second * SECOND, (second + 1) * SECOND))
            .toArray();

    double mean = Arrays.stream(counts).average().orElseThrow();
    double variance =
        Arrays.stream(counts).map(c -> (c - mean) * (c - mean)).sum() / (counts.length - 1);
    // The index of dispersion of n counts has a standard deviation of sqrt(2 / n): 3.2 %.
    assertThat(variance / mean).isCloseTo(1, within(0.1));
  }

  @Test
  void aPoissonRampHasTheRampsRate() {
    Rate rate = new Rate(100, 900, Duration.ofSeconds(40)); // 20 000 requests
    long[] times = take(Arrivals.poisson(rate, new SplittableRandom(6)), 20_500);

    // 6 000 are expected in the first half, 14 000 in the second; the deviations are the roots.
    assertThat((double) countWithin(times, 0, 20 * SECOND)).isCloseTo(6_000, within(250.0));
    assertThat((double) countWithin(times, 20 * SECOND, 40 * SECOND))
        .isCloseTo(14_000, within(400.0));
    assertThat(isStrictlyIncreasing(times)).isTrue();
  }

  @Test
  void seedsGiveArrivalsThatHaveNothingToDoWithEachOther() {
    double[] one = gapsInSeconds(take(poisson(1), 10_000));
    double[] other = gapsInSeconds(take(poisson(2), 10_000));

    assertThat(take(poisson(1), 100)).isEqualTo(take(poisson(1), 100));
    // A correlation of n independent pairs has a standard deviation of 1 / sqrt(n): 1 %.
    assertThat(correlation(one, other)).isCloseTo(0, within(0.04));
    assertThat(correlation(Arrays.copyOf(one, 9_999), Arrays.copyOfRange(one, 1, 10_000)))
        .as("neighbours")
        .isCloseTo(0, within(0.04));
  }

  @Test
  void whatWasRecordedIsRepeated() {
    Arrivals arrivals = Arrivals.replay(List.of(0L, 5L, 5L, 9L));

    assertThat(take(arrivals, 4)).containsExactly(0, 5, 5, 9);
    assertThat(arrivals.nextNanos()).isEqualTo(Arrivals.NONE);
    assertThat(arrivals.nextNanos()).isEqualTo(Arrivals.NONE);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 1", "0, 0, 1", "1, 0, 1", "1, 1, -1", "NaN, 1, 1", "1, Infinity, 1"})
  void noRateIsNegativeOrEndsInNothing(double from, double to, int seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rate(from, to, Duration.ofSeconds(seconds)))
        .withMessageContaining("was %s to %s", from, to);
  }

  private static Arrivals poisson(long seed) {
    return Arrivals.poisson(Rate.constant(10), new SplittableRandom(seed));
  }

  private static long[] take(Arrivals arrivals, int count) {
    long[] times = new long[count];
    Arrays.setAll(times, index -> arrivals.nextNanos());
    return times;
  }

  private static double[] gapsInSeconds(long[] times) {
    return IntStream.range(1, times.length)
        .mapToDouble(i -> (times[i] - times[i - 1]) / SECOND)
        .toArray();
  }

  private static boolean isStrictlyIncreasing(long[] times) {
    return IntStream.range(1, times.length).allMatch(i -> times[i] > times[i - 1]);
  }

  private static long countWithin(long[] times, double from, double to) {
    return Arrays.stream(times).filter(time -> time >= from && time < to).count();
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    int n = Math.min(a.length, b.length);
    double products = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < n; i++) {
      products += (a[i] - meanA) * (b[i] - meanB);
      squaresA += (a[i] - meanA) * (a[i] - meanA);
      squaresB += (b[i] - meanB) * (b[i] - meanB);
    }
    return products / Math.sqrt(squaresA * squaresB);
  }
}
