package org.vespabench.runner.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a closed loop's warm-up from what is measured, and when that is over. The slots go on from
 * one to the other. Thread-safe.
 */
final class ClosedStage {
  private final Limits limits;
  private final WarmUp warmUp;
  private final StageSender sender;
  private final InFlight inFlight;
  private final Pacer pacer;
  private final long startNanos;
  private final AtomicLong warm = new AtomicLong();
  private final AtomicLong measured = new AtomicLong();
  private final AtomicLong measuredFrom = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong lastSent = new AtomicLong(Long.MAX_VALUE);
  private final CompletableFuture<Void> allSent = new CompletableFuture<>();

  ClosedStage(Limits limits, WarmUp warmUp, StageSender sender, InFlight inFlight, Pacer pacer) {
    this.limits = limits;
    this.warmUp = warmUp;
    this.sender = sender;
    this.inFlight = inFlight;
    this.pacer = pacer;
    this.startNanos = pacer.ticker().nanos();
  }

  boolean isOver(long nowNanos) {
    return pacer.isStopped() || measured.get() >= limits.total() || nowNanos >= endNanos();
  }

  CompletableFuture<?> send(long index, long intendedNanos) {
    Phase phase = warmUp.phase(index, intendedNanos - startNanos);
    if (phase == Phase.WARMUP) {
      return inFlight.add(() -> sender.send(phase, warm.getAndIncrement(), intendedNanos));
    }
    measuredFrom.accumulateAndGet(intendedNanos, Math::min);
    long number = measured.getAndIncrement();
    if (number >= limits.total()) {
      return CompletableFuture.completedFuture(null); // another slot took the last one
    }
    CompletableFuture<?> sent = inFlight.add(() -> sender.send(phase, number, intendedNanos));
    if (number == limits.total() - 1) {
      lastSent.set(pacer.ticker().nanos());
      allSent.complete(null);
    }
    return sent;
  }

  /** Completes when the last one that is measured has been sent. */
  CompletableFuture<Void> allSent() {
    return allSent;
  }

  /** Tell when measuring began, or that time if it has not. */
  long measuredFrom(long otherwise) {
    long from = measuredFrom.get();
    return from == Long.MAX_VALUE ? otherwise : from;
  }

  /** Tell when it ends; the end of time if that is not known yet. */
  long endNanos() {
    long from = measuredFrom.get();
    return from == Long.MAX_VALUE ? from : Math.min(lastSent.get(), limits.endNanos(from));
  }
}
