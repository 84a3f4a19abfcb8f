package org.vespabench.runner.benchmark;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.vespabench.runner.client.ClientLimits;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Histograms;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.Validity;

/** Reasons for doubt that every way of measuring shares; {@code docs/metrics.md} explains them. */
public final class CommonReasons {
  static final double DONE_AT_LEAST = 0.9;
  private static final double ERRORS_SUSPECT = 0.01;
  private static final double ERRORS_INVALID = 0.5;

  private CommonReasons() {}

  /** Doubt where requests failed; those that were cut, or never sent, are not the backend's. */
  public static Validity errors(List<Round> all, Validity validity) {
    long notItsOwn =
        all.stream()
            .mapToLong(round -> count(round, FailureKind.CUT) + count(round, FailureKind.UNSENT))
            .sum();
    long failed = all.stream().mapToLong(Round::failed).sum() - notItsOwn;
    long sent = all.stream().mapToLong(Round::requests).sum() - notItsOwn;
    double share = sent == 0 ? 0 : (double) failed / sent;
    String reason = "%d of %d requests failed".formatted(failed, sent);
    if (share > ERRORS_INVALID) {
      return validity.invalid(reason);
    }
    return share > ERRORS_SUSPECT ? validity.suspect(reason) : validity;
  }

  private static long count(Round round, FailureKind kind) {
    Round.ErrorCount errors = round.errors().get(kind.toString());
    return errors == null ? 0 : errors.count();
  }

  /**
   * Doubt where the client could not keep up.
   *
   * @param sendLagMicros of an open loop; else empty
   */
  public static Validity client(
      ClientFigures client, Histogram sendLagMicros, Histograms latencies, Validity validity) {
    Histogram worker = latencies.of(Latency.WORKER);
    // The wait for a worker hides no error of the client's.
    Histogram e2e = worker.getTotalCount() > 0 ? worker : latencies.of(Latency.E2E);
    double median = e2e.getTotalCount() == 0 ? Double.NaN : e2e.getValueAtPercentile(50) / 1_000.0;
    return ClientLimits.assess(client, sendLagMicros, median, latencies.shareInOneRead(), validity);
  }

  /** Doubt where nobody knows how much was done. */
  public static Validity estimates(List<Round> rounds, Validity validity) {
    long estimated = rounds.stream().mapToLong(Round::estimated).sum();
    long completed = rounds.stream().mapToLong(Round::completed).sum();
    return estimated == 0
        ? validity
        : validity.suspect(
            "the backend does not say how much it did in %d of %d requests: what they declared was"
                    .formatted(estimated, completed)
                + " taken");
  }

  /**
   * Doubt where less was done than declared, and what was declared makes the number.
   *
   * @param share of the declared work that was done
   * @param more what else may help
   */
  public static Validity share(double share, boolean countDone, String more, Validity validity) {
    return !countDone && share < DONE_AT_LEAST
        ? validity.suspect(
            "only %.0f %% of the declared work was done: an autoscaler that plans with the"
                    .formatted(100 * share)
                + " declared number expects more of this worker than it does, unless its clients'"
                + " requests end as early; --count done makes the done work the number"
                + more)
        : validity;
  }
}
