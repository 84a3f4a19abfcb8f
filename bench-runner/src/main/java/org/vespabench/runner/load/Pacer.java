package org.vespabench.runner.load;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.vespabench.runner.measure.Ticker;

/**
 * Waits for moments, on the one thread that schedules. Sleeps until shortly before, as a sleeper
 * wakes up late by the kernel's timer slack (50 µs) and a wake-up, then spins.
 */
public final class Pacer {
  /** Long enough for most wake-ups, short enough to leave the core to others nearly always. */
  private static final long SPIN_NANOS = 60_000;

  /** How long a wake-up that was missed goes unnoticed. */
  private static final long NAP_NANOS = 2_000_000;

  private final Ticker ticker;
  private final LongConsumer park;
  private volatile boolean stopped;
  private volatile Thread waiting = Thread.currentThread();

  /** Wait by the machine's clock. */
  public Pacer() {
    this(Ticker.SYSTEM, LockSupport::parkNanos);
  }

  /**
   * Wait by another clock.
   *
   * @param park sleeps for so many nanoseconds, or less
   */
  Pacer(Ticker ticker, LongConsumer park) {
    this.ticker = ticker;
    this.park = park;
  }

  Ticker ticker() {
    return ticker;
  }

  /**
   * Wait; at once if the moment has passed.
   *
   * @return false if it was stopped
   */
  boolean until(long nanos) {
    waiting = Thread.currentThread();
    for (long left = nanos - ticker.nanos(); left > 0; left = nanos - ticker.nanos()) {
      if (stopped) {
        return false;
      }
      if (left > SPIN_NANOS) {
        park.accept(left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
    return !stopped;
  }

  /** Sleep until woken, or for a moment: whoever waits for something else looks again then. */
  void nap() {
    waiting = Thread.currentThread();
    park.accept(NAP_NANOS);
  }

  /** Wake whoever waits, to look at what it waits for. */
  void wake() {
    LockSupport.unpark(waiting);
  }

  /** Wait no more. */
  public void stop() {
    stopped = true;
    wake();
  }

  boolean isStopped() {
    return stopped;
  }
}
