package org.vespabench.runner.load;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.OutputTimes;
import org.vespabench.runner.measure.SustainedRecorder;
import org.vespabench.runner.measure.Ticker;

/**
 * A backend of some slots with a queue before them, and its clock: nothing waits for real. A slot
 * takes {@code overhead}, then works at {@code rate}; lengths are uniform from 1 to 500.
 */
final class QueueModel implements Sender, Ticker {
  static final int LONGEST = 500;
  private static final double SECOND = 1e9;

  private final Random random;
  private final double overheadNanos;
  private final double rate;
  private final boolean streamed;
  private final PriorityQueue<Long> freeSlots = new PriorityQueue<>();
  private final PriorityQueue<Running> running =
      new PriorityQueue<>(Comparator.comparingLong(one -> one.exchange.stamps().done()));
  private final SustainedRecorder recorder;
  private long nowNanos;

  private record Running(Exchange exchange, CompletableFuture<Void> future) {}

  QueueModel(
      int slots,
      double overheadSeconds,
      double rate,
      boolean streamed,
      SustainedRecorder recorder,
      long seed) {
    this.overheadNanos = overheadSeconds * SECOND;
    this.rate = rate;
    this.streamed = streamed;
    this.recorder = recorder;
    this.random = new Random(seed);
    for (int slot = 0; slot < slots; slot++) {
      freeSlots.add(0L);
    }
  }

  /** What its slots do when all are always busy. */
  static double truth(int slots, double overheadSeconds, double rate) {
    double mean = (1 + LONGEST) / 2.0;
    return slots * mean / (overheadSeconds + mean / rate);
  }

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public CompletableFuture<?> send(long index, long intendedNanos) {
    int units = 1 + random.nextInt(LONGEST);
    long begins = Math.max(nowNanos, freeSlots.remove());
    OutputTimes outputs = new OutputTimes();
    for (int i = 1; streamed && i <= units; i++) {
      outputs.addAnswer((long) (begins + overheadNanos + i * SECOND / rate));
    }
    long done = (long) (begins + overheadNanos + units * SECOND / rate);
    freeSlots.add(done);
    Exchange.Stamps stamps = new Exchange.Stamps(intendedNanos, nowNanos, nowNanos, done, done);
    Exchange exchange =
        new Exchange(
            stamps, outputs, units, Work.done(units), null, new Exchange.Connection(false, false));
    Running started = new Running(exchange, new CompletableFuture<>());
    running.add(started);
    return started.future;
  }

  /** Let time pass until nothing runs any more. */
  void run() {
    while (!running.isEmpty()) {
      Running next = running.remove();
      nowNanos = next.exchange.stamps().done();
      recorder.add(next.exchange);
      next.future.complete(null);
    }
  }
}
