package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LengthTest {
  private static final int MANY = 100_000;

  @ParameterizedTest
  @ValueSource(strings = {"1", "128", "1000000", "0128"})
  void aNumberIsAlwaysThatNumber(String text) {
    assertThat(draws(text)).containsOnly(Integer.parseInt(text));
  }

  @Test
  void twoEndsAreUniformWithBothIncluded() {
    long[] counts = new long[20];
    for (int drawn : draws("20:39")) {
      counts[drawn - 20]++;
    }

    double p = ChiSquareTest.withDefaults().test(counts).getPValue();

    assertThat(p).isGreaterThan(0.001);
  }

  @Test
  void twoEqualEndsAreOneNumber() {
    assertThat(draws("7:7")).containsOnly(7);
  }

  @Test
  void theWidestEndsAreNeverLeft() {
    assertThat(IntStream.of(draws("1:1000000")))
        .allMatch(drawn -> drawn >= 1 && drawn <= 1_000_000);
  }

  @Test
  void aNormalOneHasItsMeanAndDeviation() {
    int[] draws = draws("128~32");

    double mean = IntStream.of(draws).average().orElseThrow();
    double variance =
        IntStream.of(draws).mapToDouble(n -> (n - mean) * (n - mean)).sum() / (MANY - 1);
    assertThat(mean).isCloseTo(128, within(0.41)); // 4 standard errors of 32 / sqrt(100,000)
    assertThat(Math.sqrt(variance)).isCloseTo(32, within(0.29)); // 4 of 32 / sqrt(200,000)
  }

  @Test
  void aNormalOneIsCutOffBelowOneAndDoesNotPileUpThere() {
    NormalDistribution whole = NormalDistribution.of(3, 4);
    double[] expected = new double[12];
    for (int n = 1; n <= expected.length; n++) {
      double end = n == expected.length ? Double.POSITIVE_INFINITY : n + 0.5;
      expected[n - 1] = whole.probability(n - 0.5, end);
    }
    long[] counts = new long[12];
    for (int drawn : draws("3~4")) {
      counts[Math.min(drawn, counts.length) - 1]++;
    }

    double p = ChiSquareTest.withDefaults().test(expected, counts).getPValue();

    assertThat(p).isGreaterThan(0.001);
  }

  @Test
  void aNormalOneWithoutDeviationIsItsMean() {
    assertThat(draws("128~0")).containsOnly(128);
  }

  @Test
  void theWidestNormalOneIsNeverBelowOne() {
    assertThat(IntStream.of(draws("1~1000000"))).allMatch(drawn -> drawn >= 1);
  }

  @Test
  void aGeneratorThatOnlyGivesSmallNumbersIsNotAskedForever() {
    RandomGenerator small =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return 0;
          }

          @Override
          public double nextGaussian() {
            return -9;
          }
        };

    assertThat(Length.parse("128~32").draw(small)).isEqualTo(128);
  }

  @Test
  void theSameSeedDrawsTheSame() {
    assertThat(draws("128~32")).isEqualTo(draws("128~32"));
  }

  @Test
  void itIsWrittenAsItWasRead() {
    assertThat(Length.parse(" 64:256 ")).hasToString("64:256");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "-1",
        "1.5",
        "1e3",
        "64-256",
        "64:",
        ":256",
        "64:128:256",
        "128~",
        "~32",
        "128~-1",
        "128 ~ 32",
        "12345678",
        "٣"
      })
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Length.parse(text))
        .withMessage("'" + text + "' is not a length: write 128, 64:256 or 128~32");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0,         it begins with 0
          0:5,       it begins with 0
          0~5,       it begins with 0
          1000001,   the most is 1000000
          1:1000001, the most is 1000000
          5~1000001, the most is 1000000
          256:64,    256 is above 64
          """)
  void numbersThatCannotBeAreRefused(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Length.parse(text))
        .withMessage("'%s' is not a length: %s; write 128, 64:256 or 128~32".formatted(text, why));
  }

  private static int[] draws(String text) {
    Length length = Length.parse(text);
    SplittableRandom random = new SplittableRandom(7);
    return IntStream.range(0, MANY).map(i -> length.draw(random)).toArray();
  }
}
