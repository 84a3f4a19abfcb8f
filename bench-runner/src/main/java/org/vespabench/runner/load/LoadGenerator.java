package org.vespabench.runner.load;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of one stage after the other. {@link #send} blocks the one thread that
 * schedules; {@link #stop} may be called from any.
 */
public final class LoadGenerator {
  private final Pacer pacer;
  private final InFlight inFlight = new InFlight();
  private volatile @Nullable ClosedLoop closed;

  /** Create one that waits with a pacer. */
  public LoadGenerator(Pacer pacer) {
    this.pacer = pacer;
  }

  /**
   * The time in which a stage sent.
   *
   * @param startNanos when its first request was due
   * @param endNanos when it was over: the window's end, or when one more would have been due
   */
  public record Window(long startNanos, long endNanos) {
    /** Tell its length. */
    public long nanos() {
      return endNanos - startNanos;
    }
  }

  /**
   * Send a stage's requests; returns when the last one has been sent, while some are in flight.
   *
   * @param shape how hard to push
   * @param limits when to end
   * @param startNanos when the first is due; the past means now
   * @param random what arrivals are drawn from
   * @param sender sends each
   */
  public Window send(
      LoadShape shape, Limits limits, long startNanos, RandomGenerator random, Sender sender) {
    if (shape instanceof LoadShape.Closed slots) {
      return new Window(startNanos, sendClosed(slots, limits, startNanos, sender));
    }
    OpenLoop loop = new OpenLoop(arrivals(shape, random), limits, sender, inFlight, pacer);
    return new Window(startNanos, loop.run(startNanos));
  }

  private static Arrivals arrivals(LoadShape shape, RandomGenerator random) {
    if (shape instanceof LoadShape.Replay replay) {
      return Arrivals.replay(replay.offsetsNanos());
    }
    LoadShape.Open open = (LoadShape.Open) shape;
    return open.poisson() ? Arrivals.poisson(open.rate(), random) : Arrivals.even(open.rate());
  }

  private long sendClosed(LoadShape.Closed slots, Limits limits, long startNanos, Sender sender) {
    pacer.until(startNanos);
    long end = limits.endNanos(startNanos);
    ClosedLoop loop =
        ClosedLoop.startRampingUp(
            slots.concurrency(),
            slots.rampUp(),
            limits.total(),
            now -> now >= end || pacer.isStopped(),
            counted(sender),
            pacer);
    closed = loop;
    if (pacer.isStopped()) {
      loop.stop(); // it came before there was a loop
    }
    await(loop, end);
    return Math.min(end, pacer.ticker().nanos());
  }

  private Sender counted(Sender sender) {
    return (index, intended) -> {
      var sent = sender.send(index, intended);
      inFlight.add(sent);
      return sent;
    };
  }

  /** Until the last has been sent; those in flight when the time is over are the last. */
  private void await(ClosedLoop loop, long end) {
    try {
      long left = end == Long.MAX_VALUE ? end : end - pacer.ticker().nanos();
      loop.sendingOver().get(left, TimeUnit.NANOSECONDS);
      if (loop.finished().isCompletedExceptionally()) {
        loop.finished().get();
      }
    } catch (TimeoutException e) {
      loop.stop();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the load failed by itself", e);
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
    }
  }

  /** Send no more. */
  public void stop() {
    pacer.stop();
    ClosedLoop loop = closed;
    if (loop != null) {
      loop.stop();
    }
  }

  /** Tell whether it was stopped. */
  public boolean isStopped() {
    return pacer.isStopped();
  }

  /** Tell how many are in flight. */
  public InFlight inFlight() {
    return inFlight;
  }
}
