package org.vespabench.runner.measure;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The latencies of successful exchanges, in microseconds. Not thread-safe. */
public final class Histograms {
  /** Three digits: what is read off is at most 0.1 % away from what was recorded. */
  private static final int DIGITS = 3;

  private final Map<Latency, Histogram> byLatency = new EnumMap<>(Latency.class);
  private long gapsInOneRead;
  private long gaps;

  /** Create empty ones. */
  public Histograms() {
    for (Latency latency : Latency.values()) {
      byLatency.put(latency, new Histogram(DIGITS));
    }
  }

  /** Record what a successful exchange felt like. */
  public void record(Exchange exchange) {
    for (Latency latency : Latency.values()) {
      LatencyValues.of(exchange, latency, nanos -> add(latency, nanos));
    }
    OutputTimes outputs = exchange.outputs();
    if (outputs.count() > 0) {
      gapsInOneRead += outputs.gapsInOneRead();
      gaps += outputs.count() - 1L;
    }
  }

  private void add(Latency latency, long nanos) {
    of(latency).recordValue(Math.max(0, nanos / 1_000));
  }

  /** Add what others recorded. */
  public void add(Histograms others) {
    byLatency.forEach((latency, histogram) -> histogram.add(others.of(latency)));
    gapsInOneRead += others.gapsInOneRead;
    gaps += others.gaps;
  }

  /** Look up one; its values are microseconds. */
  public Histogram of(Latency latency) {
    Histogram histogram = byLatency.get(latency);
    if (histogram == null) {
      throw new IllegalStateException("no histogram for " + latency);
    }
    return histogram;
  }

  /** Tell the share of gaps that fell inside one socket read and are in no figure, 0 to 1. */
  public double shareInOneRead() {
    return gaps == 0 ? 0 : (double) gapsInOneRead / gaps;
  }
}
