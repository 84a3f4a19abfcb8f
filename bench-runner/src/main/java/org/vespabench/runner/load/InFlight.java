package org.vespabench.runner.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Counts what is being sent, or was, and has not ended. Thread-safe. */
public final class InFlight {
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile Runnable onEnd = () -> {};

  /**
   * Count one in before it is made and sent, and out when it ends.
   *
   * @return completes when it has been counted out
   */
  CompletableFuture<?> add(Supplier<CompletableFuture<?>> send) {
    most.accumulateAndGet(count.incrementAndGet(), Math::max);
    CompletableFuture<?> sent;
    try {
      sent = send.get();
    } catch (RuntimeException | Error e) {
      countOut();
      throw e;
    }
    return sent.whenComplete((result, cause) -> countOut());
  }

  private void countOut() {
    count.decrementAndGet();
    onEnd.run();
  }

  /** Be told, on any thread, whenever one has ended. */
  void onEnd(Runnable action) {
    onEnd = action;
  }

  /** Tell how many there are. */
  public int count() {
    return count.get();
  }

  /** Tell the most that there were at once. */
  public int most() {
    return most.get();
  }
}
