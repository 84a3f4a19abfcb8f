package org.vespabench.runner.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what has been sent and has not ended. Thread-safe. */
public final class InFlight {
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile Runnable onEnd = () -> {};

  /**
   * Count one in, and out when it ends.
   *
   * @return completes when it has been counted out
   */
  CompletableFuture<?> add(CompletableFuture<?> sent) {
    most.accumulateAndGet(count.incrementAndGet(), Math::max);
    return sent.whenComplete(
        (result, cause) -> {
          count.decrementAndGet();
          onEnd.run();
        });
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
