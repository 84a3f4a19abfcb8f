package org.vespabench.runner.load;

import java.util.concurrent.TimeUnit;

/**
 * Sends requests when their time has come, whatever became of those before. Runs on the one thread
 * that calls {@link #run}, which does nothing else.
 */
final class OpenLoop {
  /** A last request may leave a little after the end, as any may leave a little late. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Arrivals before;
  private final Arrivals measured;
  private final Limits limits;
  private final WarmUp warmUp;
  private final StageSender sender;
  private final InFlight inFlight;
  private final Pacer pacer;

  /** How many have arrived, warm-up included. */
  private long arrived;

  /** The arrival to be sent next. */
  private long intended;

  private long startNanos;

  /** From when the times of those that are measured count. */
  private long zeroNanos;

  /** Until when those that were due could not go. */
  private long waitedUntil = Long.MIN_VALUE;

  private long measuredFrom;
  private long firstMeasured;
  private long endNanos = Long.MAX_VALUE;
  private Phase phase = Phase.WARMUP;

  /**
   * Create one.
   *
   * @param before when the requests of the warm-up arrive; never ends
   * @param measured when those that are measured arrive, one at least, counted from a beginning of
   *     their own: whatever the warm-up was, all of the shape is measured
   */
  OpenLoop(
      Arrivals before,
      Arrivals measured,
      Limits limits,
      WarmUp warmUp,
      StageSender sender,
      InFlight inFlight,
      Pacer pacer) {
    this.before = before;
    this.measured = measured;
    this.limits = limits;
    this.warmUp = warmUp;
    this.sender = sender;
    this.inFlight = inFlight;
    this.pacer = pacer;
  }

  /** Send until the schedule is at its end, or the pacer is stopped. */
  LoadGenerator.Window run(long start) {
    inFlight.onEnd(limits.maxInFlight() == Limits.UNLIMITED ? () -> {} : pacer::wake);
    startNanos = start;
    measuredFrom = start;
    long last = start;
    while (next()) {
      if (isEnough() || intended >= endNanos) {
        return window(Math.min(intended, endNanos));
      }
      if (!pacer.until(intended)) {
        return window(pacer.ticker().nanos());
      }
      if (!awaitRoom() || isTooLate()) {
        return window(countUnsent());
      }
      var unused = inFlight.add(() -> sender.send(phase, index(), intended));
      arrived++;
      last = intended;
    }
    return window(last);
  }

  /** Look at the next arrival, if there is one. */
  private boolean next() {
    if (phase == Phase.WARMUP) {
      long offset = before.nextNanos();
      intended = startNanos + offset;
      if (warmUp.phase(arrived, offset) == Phase.MEASURED) {
        beginMeasuring(warmUp.time().isZero() ? intended : startNanos + warmUp.time().toNanos());
      }
      return true;
    }
    long offset = measured.nextNanos();
    intended = zeroNanos + offset;
    return offset != Arrivals.NONE;
  }

  /** The first one that is measured is due at once. */
  private void beginMeasuring(long nanos) {
    phase = Phase.MEASURED;
    firstMeasured = arrived;
    measuredFrom = nanos;
    endNanos = limits.endNanos(nanos);
    zeroNanos = nanos - measured.nextNanos();
    intended = nanos;
  }

  private boolean isEnough() {
    return phase == Phase.MEASURED && index() == limits.total();
  }

  private long index() {
    return phase == Phase.MEASURED ? arrived - firstMeasured : arrived;
  }

  private LoadGenerator.Window window(long end) {
    return new LoadGenerator.Window(measuredFrom, Math.max(measuredFrom, end));
  }

  private boolean isTooLate() {
    return endNanos != Long.MAX_VALUE && pacer.ticker().nanos() >= endNanos + GRACE_NANOS;
  }

  /** Wait until one more may be in flight; false if that does not come before the end. */
  private boolean awaitRoom() {
    if (inFlight.count() < limits.maxInFlight()) {
      if (intended < waitedUntil) { // it was due while another one waited
        sender.late(phase, index());
      }
      return true;
    }
    sender.late(phase, index());
    while (inFlight.count() >= limits.maxInFlight()) {
      if (pacer.isStopped() || isTooLate()) {
        return false;
      }
      pacer.nap();
    }
    waitedUntil = pacer.ticker().nanos();
    return true;
  }

  /** Those that were due, this one and more, will never go. */
  private long countUnsent() {
    long due = Math.min(endNanos, pacer.ticker().nanos() + 1);
    do {
      if (isEnough() || intended >= due) {
        return due;
      }
      if (phase == Phase.MEASURED) {
        sender.unsent(index(), intended);
      }
      arrived++;
    } while (next());
    return due;
  }
}
