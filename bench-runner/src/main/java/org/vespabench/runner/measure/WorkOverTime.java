package org.vespabench.runner.measure;

import java.util.Arrays;

/**
 * Work over time: the units of each exchange, spread over the time in which they were done. An
 * exchange that was streamed did its work when its output arrived, an equal share with each event;
 * any other is taken to have worked evenly from its first byte sent to its last byte read.
 *
 * <p>Time is cut into bins, so that the memory does not depend on how many exchanges there are. Not
 * thread-safe.
 */
final class WorkOverTime {
  static final long BIN_NANOS = 10_000_000;

  private final long originNanos;

  /** What falls into one bin alone. */
  private double[] single = new double[256];

  /** By how much the work per bin rises or falls, from this bin on. */
  private double[] steps = new double[256];

  /**
   * Begin.
   *
   * @param originNanos nothing happens before
   */
  WorkOverTime(long originNanos) {
    this.originNanos = originNanos;
  }

  /** Spread the units of an exchange that has ended well. */
  void add(Exchange exchange, double units) {
    OutputTimes outputs = exchange.outputs();
    int events = outputs.count();
    if (events == 0) {
      // What waits for a worker is no work yet.
      long begun = exchange.routing().map(Exchange.Routing::sent).orElse(exchange.stamps().sent());
      spread(begun, exchange.stamps().done(), units);
    }
    for (int i = 0; i < events; i++) {
      put(bin(outputs.at(i)), units / events);
    }
  }

  private void spread(long from, long to, double units) {
    int first = bin(from);
    int last = bin(to);
    if (first == last) {
      put(first, units);
      return;
    }
    double perNano = units / (to - from);
    put(first, (start(first + 1) - from) * perNano);
    put(last, (to - start(last)) * perNano);
    steps[first + 1] += BIN_NANOS * perNano;
    steps[last] -= BIN_NANOS * perNano;
  }

  /** Make room for the bin, and one more, as a step stands where the next one begins. */
  private void put(int bin, double units) {
    if (bin + 1 >= single.length) {
      int length = Math.max(bin + 2, 2 * single.length);
      single = Arrays.copyOf(single, length);
      steps = Arrays.copyOf(steps, length);
    }
    single[bin] += units;
  }

  private int bin(long nanos) {
    return Math.toIntExact(Math.max(0, nanos - originNanos) / BIN_NANOS);
  }

  private long start(int bin) {
    return originNanos + bin * BIN_NANOS;
  }

  /** Shorten a time to whole bins, of which one is the least. */
  static long wholeBins(long nanos) {
    return Math.max(1, nanos / BIN_NANOS) * BIN_NANOS;
  }

  /**
   * Sum up the whole bins of a time, in equal batches: what is left over at its end is left out.
   *
   * @param fromNanos the time's beginning
   * @param batchNanos how long each batch is, in {@link #wholeBins}
   * @param batches how many
   * @return units per second of each
   */
  double[] rates(long fromNanos, long batchNanos, int batches) {
    int length = Math.toIntExact(batchNanos / BIN_NANOS);
    int first = (int) ((Math.max(0, fromNanos - originNanos) + BIN_NANOS - 1) / BIN_NANOS);
    double[] rates = new double[batches];
    double perBin = 0;
    int end = Math.min(first + length * batches, single.length);
    for (int bin = 0; bin < end; bin++) {
      perBin += steps[bin];
      if (bin >= first) {
        rates[(bin - first) / length] += single[bin] + perBin;
      }
    }
    for (int i = 0; i < batches; i++) {
      rates[i] /= length * (BIN_NANOS / 1e9);
    }
    return rates;
  }
}
