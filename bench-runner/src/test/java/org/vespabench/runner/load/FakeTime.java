package org.vespabench.runner.load;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.vespabench.runner.measure.Ticker;

/** A clock that moves when somebody sleeps, and a little whenever it is looked at. */
final class FakeTime implements Ticker {
  private static final long LOOK_NANOS = 100;

  private record Due(long nanos, Runnable action) {}

  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
  private long now;
  private long slept;

  @Override
  public long nanos() {
    now += LOOK_NANOS;
    runDue();
    return now;
  }

  /** Sleep: what falls due meanwhile happens at its time. */
  void park(long nanos) {
    long end = now + nanos;
    slept += nanos;
    while (!due.isEmpty() && due.peek().nanos() <= end) {
      now = Math.max(now, due.peek().nanos());
      runDue();
    }
    now = end;
  }

  private void runDue() {
    while (!due.isEmpty() && due.peek().nanos() <= now) {
      due.remove().action().run();
    }
  }

  /** Let something happen. */
  void at(long nanos, Runnable action) {
    due.add(new Due(nanos, action));
  }

  /** Complete after a time. */
  CompletableFuture<Void> after(long nanos) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    at(now + nanos, () -> future.complete(null));
    return future;
  }

  /** Tell how long was slept. */
  long slept() {
    return slept;
  }
}
