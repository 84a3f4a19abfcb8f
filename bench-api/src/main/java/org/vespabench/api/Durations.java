package org.vespabench.api;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads time spans as people write them. */
final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|us|ns|s|m|h|d)");

  private Durations() {}

  /** Read {@code 250ms}, {@code 1h30m}, or {@code none}, which is zero. */
  static Duration parse(String text) {
    String rest = text.strip().toLowerCase(Locale.ROOT);
    if (rest.equals("none") || rest.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(rest);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      sum = sum.plus(span(part.group(1), part.group(2)));
      end = part.end();
    }
    if (end == 0 || end < rest.length()) {
      throw new IllegalArgumentException("'" + text + "' is not a number and a unit");
    }
    return sum;
  }

  private static Duration span(String number, String unit) {
    try {
      return Duration.ofNanos(
          new BigDecimal(number).multiply(BigDecimal.valueOf(nanos(unit))).longValueExact());
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException("'" + number + unit + "' is out of range", e);
    }
  }

  private static long nanos(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      case "d" -> 86_400_000_000_000L;
      default -> throw new IllegalArgumentException("unknown unit " + unit);
    };
  }
}
