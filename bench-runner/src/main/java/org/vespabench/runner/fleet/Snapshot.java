package org.vespabench.runner.fleet;

import java.util.List;

/**
 * What a {@link Meter} says at one moment. Costs are in units of work. Immutable.
 *
 * <p>"Since the last report" means: since the snapshot of the last report that was accepted.
 */
public final class Snapshot {
  private final Costs total;
  private final Costs window;
  private final int inFlight;
  private final List<String> workingRequestIdxs;
  private final long requests;
  private final long changes;

  Snapshot(
      Costs total,
      Costs reported,
      int inFlight,
      List<String> workingRequestIdxs,
      long requests,
      long changes) {
    this.total = total;
    this.window = total.minus(reported);
    this.inFlight = inFlight;
    this.workingRequestIdxs = workingRequestIdxs;
    this.requests = requests;
    this.changes = changes;
  }

  /** Tell the cost in flight. */
  public double costInFlight() {
    return Costs.number(total.inFlight());
  }

  /** Tell how many are in flight. */
  public int inFlight() {
    return inFlight;
  }

  /** List the autoscaler's names of those in flight. */
  public List<String> workingRequestIdxs() {
    return workingRequestIdxs;
  }

  /** Tell how many different requests ever came, admitted or not. */
  public long requests() {
    return requests;
  }

  /** Tell the cost admitted since the last report. */
  public double received() {
    return Costs.number(window.received());
  }

  /** Tell the cost of those that succeeded since the last report. */
  public double served() {
    return Costs.number(window.served());
  }

  /** Tell the cost of those that failed since the last report. */
  public double errored() {
    return Costs.number(window.errored());
  }

  /** Tell the cost of those whose client went away since the last report. */
  public double cancelled() {
    return Costs.number(window.cancelled());
  }

  /** Tell the cost not admitted since the last report. */
  public double rejected() {
    return Costs.number(window.rejected());
  }

  /** What was admitted since the last report, without what was cancelled; never below 0. */
  double newLoad() {
    return Math.max(0, Costs.number(window.received().subtract(window.cancelled())));
  }

  Costs total() {
    return total;
  }

  /** As {@link Meter#changes} told then. */
  long changes() {
    return changes;
  }
}
