package org.vespabench.runner.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Writes numbers, always with a decimal point. */
public final class Numbers {
  /** More digits than any measurement has, so that nothing is lost on the way to a cache. */
  private static final MathContext EXACT = new MathContext(10);

  private static final int LEAST_DIGITS = 6;

  private Numbers() {}

  /** Write a result: at least 6 significant digits, at most 10, no exponent. */
  public static String bare(double value) {
    BigDecimal exact = new BigDecimal(value).round(EXACT).stripTrailingZeros();
    int missing = LEAST_DIGITS - exact.precision();
    BigDecimal padded = missing > 0 ? exact.setScale(exact.scale() + missing) : exact;
    return (padded.scale() < 0 ? padded.setScale(0) : padded).toPlainString();
  }

  /** Write it for people: 2 digits after the point, fewer for large numbers. */
  public static String shown(double value) {
    String format = Math.abs(value) >= 10_000 ? "%.0f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Write milliseconds for people. */
  static String millis(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
  }

  /** Write a share of 1 as per cent. */
  static String share(double value) {
    return String.format(Locale.ROOT, "%.1f", 100 * value);
  }

  /** Write a count of units: no digits after the point where there are none. */
  static String units(double value) {
    boolean whole = value == Math.rint(value);
    return String.format(Locale.ROOT, whole ? "%.0f" : "%.2f", value);
  }
}
