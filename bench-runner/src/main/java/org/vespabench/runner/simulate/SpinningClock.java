package org.vespabench.runner.simulate;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is the real clock: one thread that parks until just before a task is due, then spins, as the
 * system wakes a parked thread some 50 to 300 µs late.
 */
final class SpinningClock implements Clock, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SpinningClock.class);

  private static final long SPIN_NANOS = 250_000;
  private static final long NONE = Long.MAX_VALUE;

  private final Object lock = new Object();

  /** Guarded by the lock. */
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));

  /** Guarded by the lock. */
  private long number;

  /** When the first entry is due, or NONE; written under the lock, read by the thread. */
  private volatile long next = NONE;

  private volatile boolean open = true;
  private final Thread thread = new Thread(this::run, "bench-simulator-clock");

  private record Entry(long at, long number, Runnable task) {}

  static SpinningClock start() {
    SpinningClock clock = new SpinningClock();
    clock.thread.setDaemon(true);
    clock.thread.start();
    return clock;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void schedule(long atNanos, Runnable task) {
    synchronized (lock) {
      entries.add(new Entry(atNanos, number++, task));
      if (atNanos >= next) {
        return;
      }
      next = atNanos;
    }
    if (Thread.currentThread() != thread) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void close() {
    open = false;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (open) {
      long due = next;
      long wait = due == NONE ? NONE : due - nanos();
      if (wait <= 0) {
        runFirst();
      } else if (wait > SPIN_NANOS) {
        LockSupport.parkNanos(this, wait - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private void runFirst() {
    Entry first;
    synchronized (lock) {
      first = entries.remove();
      @Nullable Entry second = entries.peek();
      next = second == null ? NONE : second.at();
    }
    try {
      first.task().run();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      log.error("a task of the simulator failed: this is a bug in Vespa Bench", e);
    }
  }
}
