package org.vespabench.runner.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.vespabench.runner.measure.Ticker;

/**
 * Keeps a number of requests in flight until a total has been sent or a condition is met: when one
 * ends, the next takes its slot. With as many slots as requests it fires them all and waits for
 * all: a round.
 *
 * <p>Thread-safe; continues on whatever thread completes a request.
 */
public final class ClosedLoop {
  private final Sender sender;
  private final Ticker ticker;
  private final long total;
  private final LongPredicate isOver;
  private final AtomicLong next = new AtomicLong();
  private final int slots;
  private final AtomicInteger openSlots;
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private volatile boolean stopped;

  private ClosedLoop(int slots, long total, LongPredicate isOver, Sender sender, Ticker ticker) {
    this.slots = slots;
    this.openSlots = new AtomicInteger(slots);
    this.total = total;
    this.isOver = isOver;
    this.sender = sender;
    this.ticker = ticker;
  }

  /**
   * Start one that sends a total.
   *
   * @param concurrency slots, above 0
   * @param total requests, above 0
   * @param sender sends each
   * @param ticker tells when a slot became free
   */
  public static ClosedLoop start(int concurrency, long total, Sender sender, Ticker ticker) {
    return start(concurrency, total, nowNanos -> false, sender, ticker);
  }

  /**
   * Start one that sends until a condition is met.
   *
   * @param concurrency slots, above 0
   * @param isOver asked each time when a slot is free, with the time; true means: send no more
   * @param sender sends each
   * @param ticker tells when a slot became free
   */
  public static ClosedLoop start(
      int concurrency, LongPredicate isOver, Sender sender, Ticker ticker) {
    return start(concurrency, Long.MAX_VALUE, isOver, sender, ticker);
  }

  private static ClosedLoop start(
      int concurrency, long total, LongPredicate isOver, Sender sender, Ticker ticker) {
    ClosedLoop loop = of(concurrency, total, isOver, sender, ticker);
    // One moment for all: they are meant to leave together.
    long now = ticker.nanos();
    for (int slot = 0; slot < loop.slots; slot++) {
      loop.fill(now);
    }
    return loop;
  }

  private static ClosedLoop of(
      int concurrency, long total, LongPredicate isOver, Sender sender, Ticker ticker) {
    if (concurrency < 1 || total < 1) {
      throw new IllegalArgumentException(
          "concurrency and total must be above 0, were " + concurrency + " and " + total);
    }
    int slots = (int) Math.min(concurrency, total);
    return new ClosedLoop(slots, total, isOver, sender, ticker);
  }

  /**
   * Start one whose slots open one after the other.
   *
   * @param concurrency slots, above 0
   * @param rampUp how long it takes until all are open
   * @param isOver asked each time when a slot is free, with the time; true means: send no more
   * @param sender sends each
   * @param pacer waits on the calling thread until all are open; tells when a slot became free
   */
  static ClosedLoop startRampingUp(
      int concurrency, Duration rampUp, LongPredicate isOver, Sender sender, Pacer pacer) {
    ClosedLoop loop = of(concurrency, Long.MAX_VALUE, isOver, sender, pacer.ticker());
    long start = pacer.ticker().nanos();
    for (int slot = 0; slot < loop.slots; slot++) {
      long opens = start + Math.round((double) rampUp.toNanos() * slot / concurrency);
      if (loop.stopped || isOver.test(pacer.ticker().nanos()) || !pacer.until(opens)) {
        loop.stop(); // the slots that are not open yet never will be
      }
      loop.fill(opens);
    }
    return loop;
  }

  /**
   * Completes when all have ended, or, after {@link #stop}, all that were sent; exceptionally if
   * the sender throws, which also stops it.
   */
  public CompletableFuture<Void> finished() {
    return finished;
  }

  /** Completes when it was stopped, while some may be in flight. */
  CompletableFuture<Void> stopped() {
    return stopping;
  }

  /** Send no more. */
  public void stop() {
    stopped = true;
    stopping.complete(null);
  }

  /**
   * Use a slot for one request after another. Loops while they end at once, as none may recurse.
   */
  private void fill(long freeNanos) {
    try {
      long intended = freeNanos;
      for (long index = next(intended); index < total; index = next(intended)) {
        CompletableFuture<?> sent = sender.send(index, intended);
        if (!sent.isDone()) {
          var unused = sent.whenComplete((result, cause) -> fill(ticker.nanos()));
          return;
        }
        intended = ticker.nanos();
      }
      closeSlot();
    } catch (RuntimeException | Error e) { // on an I/O thread nobody else would hear of it
      stop();
      finished.completeExceptionally(e);
    }
  }

  /** The total means that there is no next one. */
  private long next(long nowNanos) {
    return stopped || isOver.test(nowNanos) ? total : next.getAndIncrement();
  }

  private void closeSlot() {
    if (openSlots.decrementAndGet() == 0) {
      finished.complete(null);
    }
  }
}
