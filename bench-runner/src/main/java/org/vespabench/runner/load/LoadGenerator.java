package org.vespabench.runner.load;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
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
   * The time in which a stage was measured.
   *
   * @param startNanos when its first measured request was due
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
   * @param stage how hard to push, and when to end
   * @param warmUp what comes before, in the same shape
   * @param startNanos when the first is due; the past means now
   * @param random what arrivals are drawn from
   * @param sender sends each
   */
  public Window send(
      Stage stage, WarmUp warmUp, long startNanos, RandomGenerator random, StageSender sender) {
    LoadShape shape = stage.shape();
    if (shape instanceof LoadShape.Closed slots) {
      return sendClosed(slots, stage.limits(), warmUp, startNanos, sender);
    }
    // Of their own: what is measured must not depend on how much the warm-up drew.
    Arrivals before = warmUpArrivals(shape, new SplittableRandom(random.nextLong()));
    Arrivals measured = arrivals(shape, random);
    return new OpenLoop(before, measured, stage.limits(), warmUp, sender, inFlight, pacer)
        .run(startNanos);
  }

  private static Arrivals warmUpArrivals(LoadShape shape, RandomGenerator random) {
    return shape instanceof LoadShape.Replay replay
        ? Arrivals.replayForEver(replay.offsetsNanos())
        : arrivals(shape, random);
  }

  private static Arrivals arrivals(LoadShape shape, RandomGenerator random) {
    if (shape instanceof LoadShape.Replay replay) {
      return Arrivals.replay(replay.offsetsNanos());
    }
    LoadShape.Open open = (LoadShape.Open) shape;
    return open.poisson() ? Arrivals.poisson(open.rate(), random) : Arrivals.even(open.rate());
  }

  private Window sendClosed(
      LoadShape.Closed slots, Limits limits, WarmUp warmUp, long startNanos, StageSender sender) {
    pacer.until(startNanos);
    ClosedStage stage = new ClosedStage(limits, warmUp, sender, inFlight, pacer);
    ClosedLoop loop =
        ClosedLoop.startRampingUp(
            slots.concurrency(), slots.rampUp(), stage::isOver, stage::send, pacer);
    closed = loop;
    if (pacer.isStopped()) {
      loop.stop(); // it came before there was a loop
    }
    await(CompletableFuture.anyOf(stage.allSent(), loop.finished(), loop.stopped()), stage);
    loop.stop();
    long now = pacer.ticker().nanos();
    return new Window(stage.measuredFrom(now), Math.min(stage.endNanos(), now));
  }

  /** Until the last has been sent; those in flight when the time is over are the last. */
  private void await(CompletableFuture<?> sent, ClosedStage stage) {
    var unused = sent.whenComplete((result, cause) -> pacer.wake());
    // It naps, as the end is not known before the warm-up has ended.
    while (!sent.isDone() && pacer.ticker().nanos() < stage.endNanos()) {
      pacer.nap();
    }
    if (sent.isCompletedExceptionally()) {
      sent.join();
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

  /**
   * Tell whether all that was sent has ended. To count those in flight does not tell: a slot may be
   * about to send its next one.
   */
  public boolean isIdle() {
    ClosedLoop loop = closed;
    return (loop == null || loop.finished().isDone()) && inFlight.count() == 0;
  }

  /** Tell how many are in flight. */
  public InFlight inFlight() {
    return inFlight;
  }
}
