package org.vespabench.runner.slo;

import java.util.Locale;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.LatencyValues;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.SloVerdict;

/**
 * Holds the samples of one limit on a latency. Not thread-safe.
 *
 * <p>The samples are those of the latency's percentile: one of each exchange, but every gap for
 * inter-event and ITL. A failed exchange is one sample without end, also among gaps.
 */
final class LatencyCount {
  /** As for every latency that is shown. */
  private static final int DIGITS = 3;

  /** Below, a tenth of a millisecond would be too coarse. */
  private static final double FINE_MILLIS = 10;

  private final Limit.OfLatency limit;
  private final Tally tally = new Tally();
  private final Histogram micros = new Histogram(DIGITS);
  private long successes;
  private long streamed;
  private long withoutValue;

  /** Whether one exchange kept the bound itself; from best to worst. */
  enum Meets {
    YES,
    UNKNOWN,
    NO;

    Meets and(Meets other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  LatencyCount(Limit.OfLatency limit) {
    this.limit = limit;
  }

  /** Add one that succeeded: it meets the bound if its largest value does. */
  Meets addSuccess(Exchange exchange) {
    long before = tally.count();
    long beyondBefore = tally.beyond();
    LatencyValues.of(exchange, limit.latency(), this::sample);
    successes++;
    streamed += exchange.outputs().count() > 0 ? 1 : 0;
    if (tally.count() > before) {
      return tally.beyond() > beyondBefore ? Meets.NO : Meets.YES;
    }
    if (LatencyValues.hadNothingToWaitFor(exchange, limit.latency())) {
      return Meets.YES;
    }
    withoutValue++;
    return Meets.UNKNOWN;
  }

  private void sample(long nanos) {
    micros.recordValue(Math.max(0, nanos / 1_000));
    if (nanos > limit.boundNanos()) {
      tally.addBeyond();
    } else {
      tally.addWithin();
    }
  }

  void addFailure() {
    tally.addFailed();
  }

  /** Add one that was cut off: if it is not beyond the bound by now, nobody knows. */
  Meets addCut(Exchange exchange) {
    if (LatencyValues.atLeast(exchange, limit.latency()) > limit.boundNanos()) {
      tally.addBeyond();
      return Meets.NO;
    }
    tally.addUnknown();
    return Meets.UNKNOWN;
  }

  SloOutcome.LimitOutcome outcome() {
    if (successes > 0 && micros.getTotalCount() == 0) {
      return new SloOutcome.LimitOutcome(
          limit.text(), OptionalDouble.empty(), "none", SloVerdict.UNDETERMINED, whyNone());
    }
    OptionalDouble millis = millis();
    return new SloOutcome.LimitOutcome(
        limit.text(), millis, shown(millis), tally.verdict(limit.allowed()), reason());
  }

  private String whyNone() {
    return streamed == 0
        ? "nothing was streamed, so there is no " + limit.subject()
        : "there is no %s, as it could not be told of any reply".formatted(limit.subject());
  }

  private String reason() {
    String what =
        tally.failed() == 0
            ? "were above " + limit.bound()
            : "were above %s, of these %d failed".formatted(limit.bound(), tally.failed());
    String reason = tally.reason(limit.allowed(), what);
    return withoutValue == 0 ? reason : "%s (%d replies had none)".formatted(reason, withoutValue);
  }

  /**
   * Read the percentile off, with failures and what was cut off at the far end. Infinite if it lies
   * among failures; empty with too few samples, or if it lies among what was cut off.
   */
  private OptionalDouble millis() {
    long known = micros.getTotalCount();
    double rank = limit.rank().doubleValue();
    long nth = Math.max(1, (long) Math.ceil(rank / 100 * tally.count()));
    if (!tally.isEnough(limit.allowed()) || (nth > known && tally.unknown() > 0)) {
      return OptionalDouble.empty();
    }
    if (nth > known) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    double millis = micros.getValueAtPercentile(100.0 * nth / known) / 1_000.0;
    // The histogram is 0.1 % off at most, the count is not: let the two never disagree.
    double bound = limit.boundNanos() / 1e6;
    return OptionalDouble.of(
        switch (tally.verdict(limit.allowed())) {
          case MET -> Math.min(millis, bound);
          case MISSED -> Math.max(millis, bound);
          case UNDETERMINED -> millis;
        });
  }

  private String shown(OptionalDouble millis) {
    if (millis.isEmpty()) {
      return tally.isEnough(limit.allowed()) ? "unknown" : "too few";
    }
    double value = millis.getAsDouble();
    if (Double.isInfinite(value)) {
      return "failed";
    }
    return String.format(Locale.ROOT, value < FINE_MILLIS ? "%.3f ms" : "%.1f ms", value);
  }
}
