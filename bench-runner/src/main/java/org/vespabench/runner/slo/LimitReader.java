package org.vespabench.runner.slo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.TypingDistance;
import org.vespabench.runner.measure.Latency;

/** Reads one limit as people write it: {@code ttft_p99=500ms} or {@code error_rate=1%}. */
final class LimitReader {
  private static final String ERRORS = "error_rate";
  private static final Pattern PERCENTILE = Pattern.compile("(.*)_p([^_]*)");
  private static final Pattern RANK = Pattern.compile("[1-9]\\d?(\\.\\d{1,2})?");

  /** Few digits, so that the samples that a limit takes can be counted. */
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)\\s*(%?)");

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final Map<String, Latency> LATENCIES = latencies();

  /** Never a setting of its own: the project has one way to write time spans, which this reads. */
  private static final Setting<Duration> SPAN =
      Setting.duration("slo-bound", Duration.ZERO, "bound of a latency");

  private final String text;

  private LimitReader(String text) {
    this.text = text;
  }

  /**
   * Read one.
   *
   * @throws IllegalArgumentException if it is no limit; for the operator
   */
  static Limit read(String text) {
    return new LimitReader(text.strip()).read();
  }

  private Limit read() {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw fault("it has no '='; write for example ttft_p99=500ms or error_rate=1%");
    }
    String name = text.substring(0, equals).strip();
    String value = text.substring(equals + 1).strip();
    if (name.equals(ERRORS)) {
      return new Limit.OfErrors(text, ERRORS, share(value));
    }
    Matcher percentile = PERCENTILE.matcher(name);
    boolean hasRank = percentile.matches();
    String metric = hasRank ? percentile.group(1) : name;
    Latency latency = latency(metric);
    if (!hasRank) {
      throw fault("'%s' names no percentile; write for example %s_p99".formatted(name, name));
    }
    BigDecimal rank = rank(percentile.group(2));
    String subject = metric + "_p" + rank.stripTrailingZeros().toPlainString();
    return new Limit.OfLatency(text, subject, latency, rank, nanos(value));
  }

  private Latency latency(String metric) {
    @Nullable Latency latency = LATENCIES.get(metric);
    if (latency == null) {
      throw fault(
          "'%s' cannot be limited;%s write one of %s, with a percentile as in ttft_p99, or %s"
              .formatted(
                  metric,
                  nearest(metric).map(" did you mean '%s'?"::formatted).orElse(""),
                  String.join(", ", LATENCIES.keySet()),
                  ERRORS));
    }
    return latency;
  }

  private BigDecimal rank(String digits) {
    if (!RANK.matcher(digits).matches()) {
      throw fault(
          "'p%s' is no percentile; write one from p1 to p99.99, for example p99".formatted(digits));
    }
    return new BigDecimal(digits);
  }

  private long nanos(String value) {
    try {
      long nanos = SPAN.parse(value).toNanos();
      if (nanos > 0) {
        return nanos;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw fault(notTime(value), e);
    }
    throw fault(notTime(value));
  }

  private static String notTime(String value) {
    return "'%s' is not a time above 0; write a number and a unit, for example 500ms or 10s"
        .formatted(value);
  }

  private BigDecimal share(String value) {
    Matcher form = SHARE.matcher(value);
    if (form.matches()) {
      BigDecimal number = new BigDecimal(form.group(1));
      BigDecimal share = form.group(2).isEmpty() ? number : number.divide(HUNDRED);
      if (share.compareTo(BigDecimal.ONE) < 0) {
        return share;
      }
    }
    throw fault(
        "'%s' is not a share from 0 to below 100 %%; write for example 1%% or 0.01"
            .formatted(value));
  }

  private IllegalArgumentException fault(String what) {
    return new IllegalArgumentException("--slo %s: %s.".formatted(text, what));
  }

  private IllegalArgumentException fault(String what, RuntimeException cause) {
    return new IllegalArgumentException(fault(what).getMessage(), cause);
  }

  private static Map<String, Latency> latencies() {
    Map<String, Latency> byName = new LinkedHashMap<>();
    for (Latency latency : Latency.values()) {
      String snake = latency.key().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      byName.put(snake, latency);
    }
    return byName;
  }

  /** Find the name that was probably meant: two typing mistakes away, or spelt another way. */
  private static Optional<String> nearest(String asked) {
    return Stream.concat(LATENCIES.keySet().stream(), Stream.of(ERRORS))
        .min(
            Comparator.comparingInt(
                known -> TypingDistance.between(letters(asked), letters(known))))
        .filter(
            known ->
                TypingDistance.between(letters(asked), letters(known))
                    <= Math.min(2, letters(known).length() / 2));
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
  }
}
