package org.vespabench.runner.load;

import java.util.concurrent.TimeUnit;

/**
 * Sends requests when their time has come, whatever became of those before. Runs on the one thread
 * that calls {@link #run}, which does nothing else.
 */
final class OpenLoop {
  /** A last request may leave a little after the end, as any may leave a little late. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Arrivals arrivals;
  private final Limits limits;
  private final Sender sender;
  private final InFlight inFlight;
  private final Pacer pacer;

  OpenLoop(Arrivals arrivals, Limits limits, Sender sender, InFlight inFlight, Pacer pacer) {
    this.arrivals = arrivals;
    this.limits = limits;
    this.sender = sender;
    this.inFlight = inFlight;
    this.pacer = pacer;
  }

  /**
   * Send until the schedule is at its end, or the pacer is stopped.
   *
   * @return when the schedule ended: when the window was over, or when one more would have been due
   */
  long run(long startNanos) {
    inFlight.onEnd(limits.maxInFlight() == Limits.UNLIMITED ? () -> {} : pacer::wake);
    long end = limits.endNanos(startNanos);
    long last = startNanos;
    for (long index = 0; ; index++) {
      long offset = arrivals.nextNanos();
      if (offset == Arrivals.NONE) {
        return last;
      }
      long intended = startNanos + offset;
      if (index == limits.total() || intended >= end) {
        return Math.min(intended, end);
      }
      if (!pacer.until(intended)) {
        return pacer.ticker().nanos();
      }
      if (!awaitRoom(index, end) || isTooLate(end)) {
        return countUnsent(index, intended, startNanos, end);
      }
      inFlight.add(sender.send(index, intended));
      last = intended;
    }
  }

  private boolean isTooLate(long end) {
    return end != Long.MAX_VALUE && pacer.ticker().nanos() >= end + GRACE_NANOS;
  }

  /** Wait until one more may be in flight; false if that does not come before the end. */
  private boolean awaitRoom(long index, long end) {
    if (inFlight.count() < limits.maxInFlight()) {
      return true;
    }
    sender.late(index);
    while (inFlight.count() >= limits.maxInFlight()) {
      if (pacer.isStopped() || isTooLate(end)) {
        return false;
      }
      pacer.nap();
    }
    return true;
  }

  /** Those that were due, this one and more, will never go. */
  private long countUnsent(long first, long firstIntended, long startNanos, long end) {
    long due = Math.min(end, pacer.ticker().nanos() + 1);
    long intended = firstIntended;
    for (long index = first; index < limits.total() && intended < due; index++) {
      sender.unsent(index, intended);
      long offset = arrivals.nextNanos();
      intended = offset == Arrivals.NONE ? Long.MAX_VALUE : startNanos + offset;
    }
    return due;
  }
}
