package org.vespabench.runner.slo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.SloVerdict;
import org.vespabench.runner.slo.LatencyCount.Meets;

/**
 * Judges whether the exchanges of a measured window kept an SLO. Thread-safe: every method holds
 * the object's own lock. Its memory depends on the number of limits, not on that of the exchanges.
 *
 * <p>Failures lie beyond every bound, as do requests that were to leave but never did. An exchange
 * that was cut off lies beyond those bounds that its age exceeds; whether it would have kept the
 * others is unknown, as it might still have failed.
 *
 * <p>An exchange <em>attains</em> the SLO if it succeeded and its own latencies keep each bound,
 * whatever the limit's percentile; where it has several values, as of gaps, the largest must.
 */
public final class SloJudge {
  private final Slo slo;
  private final Map<Limit, LatencyCount> latencies = new LinkedHashMap<>();
  private final Tally errors = new Tally();
  private long attained;
  private long unknown;

  /** Begin with nothing. */
  public SloJudge(Slo slo) {
    this.slo = slo;
    for (Limit limit : slo.limits()) {
      if (limit instanceof Limit.OfLatency ofLatency) {
        latencies.put(limit, new LatencyCount(ofLatency));
      }
    }
  }

  /** Add one exchange that was to leave in the measured window, when it has ended. */
  public synchronized void add(Exchange exchange) {
    if (exchange.failure() == null) {
      addSuccess(exchange);
    } else if (exchange.failure().kind() == FailureKind.CUT) {
      addCut(exchange);
    } else {
      unsent();
    }
  }

  private void addSuccess(Exchange exchange) {
    errors.addWithin();
    Meets all = Meets.YES;
    for (LatencyCount each : latencies.values()) {
      all = all.and(each.addSuccess(exchange));
    }
    attained += all == Meets.YES ? 1 : 0;
    unknown += all == Meets.UNKNOWN ? 1 : 0;
  }

  private void addCut(Exchange exchange) {
    errors.addUnknown();
    Meets all = Meets.UNKNOWN;
    for (LatencyCount each : latencies.values()) {
      all = all.and(each.addCut(exchange));
    }
    unknown += all == Meets.UNKNOWN ? 1 : 0;
  }

  /** Count one that was to leave in the measured window and never will: as a failure. */
  public synchronized void unsent() {
    errors.addFailed();
    latencies.values().forEach(LatencyCount::addFailure);
  }

  /**
   * Judge what was added so far.
   *
   * @param windowSeconds how long the measured window was, above 0
   */
  public synchronized SloOutcome outcome(double windowSeconds) {
    if (!(windowSeconds > 0)) {
      throw new IllegalArgumentException("the window must be above 0 s, was " + windowSeconds);
    }
    List<SloOutcome.LimitOutcome> limits = new ArrayList<>();
    SloVerdict worst = SloVerdict.MET;
    for (Limit limit : slo.limits()) {
      SloOutcome.LimitOutcome outcome = outcome(limit);
      limits.add(outcome);
      worst = worst.and(outcome.verdict());
    }
    return new SloOutcome(
        worst, limits, new SloOutcome.Attainment(errors.count(), attained, unknown, windowSeconds));
  }

  private SloOutcome.LimitOutcome outcome(Limit limit) {
    @Nullable LatencyCount latency = latencies.get(limit);
    if (latency != null) {
      return latency.outcome();
    }
    if (errors.count() == 0) {
      return new SloOutcome.LimitOutcome(
          limit.text(),
          OptionalDouble.empty(),
          "too few",
          errors.verdict(limit.allowed()),
          errors.reason(limit.allowed(), ""));
    }
    double share = (double) errors.beyond() / errors.count();
    return new SloOutcome.LimitOutcome(
        limit.text(),
        OptionalDouble.of(share),
        String.format(Locale.ROOT, "%.2f %%", 100 * share),
        errors.verdict(limit.allowed()),
        errors.reason(limit.allowed(), "failed"));
  }
}
