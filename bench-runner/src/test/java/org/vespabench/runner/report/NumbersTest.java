package org.vespabench.runner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "1e-7, 0.000000100000",
    "0.5, 0.500000",
    "1, 1.00000",
    "1187.65, 1187.65",
    "123456, 123456",
    "2358.360238, 2358.360238",
    "1234567.891, 1234567.891",
    "1234567.8912345, 1234567.891",
    "0.333333333333333, 0.3333333333",
    "1e12, 1000000000000",
    "99999999999.9, 100000000000"
  })
  void aBareNumberHasSixToTenDigitsAndNoExponent(double value, String expected) {
    assertThat(Numbers.bare(value)).isEqualTo(expected);
    assertThat(InLocale.of(Locale.GERMANY, () -> Numbers.bare(value))).isEqualTo(expected);
  }

  @Test
  void aBareNumberLosesNothingThatMatters() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      double value = Math.pow(10, 24 * random.nextDouble() - 8);

      String bare = Numbers.bare(value);

      assertThat(bare).matches("\\d+(\\.\\d+)?");
      assertThat(bare.replace(".", "").replaceFirst("^0+", "")).hasSizeGreaterThanOrEqualTo(6);
      assertThat(Double.parseDouble(bare)).isCloseTo(value, within(value * 1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1187.648, 1187.65",
    "0.004, 0.00",
    "9999.99, 9999.99",
    "10000.4, 10000",
    "-12000, -12000"
  })
  void peopleSeeTwoDigitsAfterThePointOrNone(double value, String expected) {
    assertThat(InLocale.of(Locale.GERMANY, () -> Numbers.shown(value))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"5000, 5000", "2.5, 2.50", "0, 0", "1e9, 1000000000"})
  void wholeUnitsHaveNoPoint(double value, String expected) {
    assertThat(InLocale.of(Locale.GERMANY, () -> Numbers.units(value))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.125, 0.13", "99.994, 99.99", "100.4, 100"})
  void millisecondsHaveTwoDigitsBelowAHundred(double value, String expected) {
    assertThat(InLocale.of(Locale.GERMANY, () -> Numbers.millis(value))).isEqualTo(expected);
  }
}
