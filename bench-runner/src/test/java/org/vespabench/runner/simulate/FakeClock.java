package org.vespabench.runner.simulate;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps from task to task, on the test's thread. */
final class FakeClock implements Clock {
  private record Entry(long at, long number, Runnable task) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
  private final long lateNanos;
  private long nanos = 7_000_000_000_123L;
  private long number;

  FakeClock() {
    this(0);
  }

  /** A clock that runs each task a little late, unless it is due at once. */
  FakeClock(long lateNanos) {
    this.lateNanos = lateNanos;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void schedule(long atNanos, Runnable task) {
    entries.add(new Entry(atNanos > nanos ? atNanos + lateNanos : atNanos, number++, task));
  }

  /**
   * Run all tasks that are due up to a time, and those that they schedule; then it is that time.
   */
  void runUntil(long untilNanos) {
    while (!entries.isEmpty() && entries.peek().at() <= untilNanos) {
      Entry first = entries.remove();
      nanos = Math.max(nanos, first.at());
      first.task().run();
    }
    nanos = untilNanos;
  }

  /** Run until nothing is left to do. */
  void runAll() {
    while (!entries.isEmpty()) {
      runUntil(Math.max(nanos, entries.peek().at()));
    }
  }
}
