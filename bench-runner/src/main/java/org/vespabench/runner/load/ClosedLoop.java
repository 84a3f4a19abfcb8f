package org.vespabench.runner.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.vespabench.runner.measure.Ticker;

/**
 * Keeps a number of requests in flight until a total has been sent: when one ends, the next takes
 * its slot. With as many slots as requests it fires them all and waits for all: a round.
 *
 * <p>Thread-safe; continues on whatever thread completes a request.
 */
public final class ClosedLoop {
  private final Sender sender;
  private final Ticker ticker;
  private final long total;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private volatile boolean stopped;

  private ClosedLoop(long total, Sender sender, Ticker ticker) {
    this.total = total;
    this.sender = sender;
    this.ticker = ticker;
  }

  /**
   * Start it.
   *
   * @param concurrency slots, above 0
   * @param total requests, above 0
   * @param sender sends each
   * @param ticker tells when a slot became free
   */
  public static ClosedLoop start(int concurrency, long total, Sender sender, Ticker ticker) {
    if (concurrency < 1 || total < 1) {
      throw new IllegalArgumentException(
          "concurrency and total must be above 0, were " + concurrency + " and " + total);
    }
    ClosedLoop loop = new ClosedLoop(total, sender, ticker);
    // One moment for all: they are meant to leave together.
    long now = ticker.nanos();
    for (int slot = 0; slot < Math.min(concurrency, total); slot++) {
      loop.fill(now);
    }
    return loop;
  }

  /** Completes when all have ended, or, after {@link #stop}, all that were sent. */
  public CompletableFuture<Void> finished() {
    return finished;
  }

  /** Send no more. */
  public void stop() {
    stopped = true;
  }

  /**
   * Use a slot for one request after another. Loops while they end at once, as none may recurse.
   */
  private void fill(long freeNanos) {
    long intended = freeNanos;
    while (true) {
      long index = next.getAndIncrement();
      if (index >= total) {
        return;
      }
      CompletableFuture<?> sent =
          stopped ? CompletableFuture.completedFuture(null) : sender.send(index, intended);
      if (!sent.isDone()) {
        var unused = sent.whenComplete((result, cause) -> freed());
        return;
      }
      countEnded();
      intended = ticker.nanos();
    }
  }

  private void freed() {
    countEnded();
    fill(ticker.nanos());
  }

  private void countEnded() {
    if (ended.incrementAndGet() == total) {
      finished.complete(null);
    }
  }
}
