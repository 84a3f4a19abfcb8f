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
    Exchange.Stamps stamps = exchange.stamps();
    add(Latency.E2E, stamps.done() - stamps.intended());
    add(Latency.E2E_FROM_SENT, stamps.done() - stamps.sent());
    OutputTimes outputs = exchange.outputs();
    if (outputs.count() == 0) {
      return;
    }
    add(Latency.TTFT, outputs.first() - stamps.intended());
    add(Latency.TTFT_FROM_SENT, outputs.first() - stamps.sent());
    if (outputs.answered()) {
      add(Latency.TTFA, outputs.firstAnswer() - stamps.intended());
    }
    int within = outputs.gapsInOneRead();
    gapsInOneRead += within;
    gaps += outputs.count() - 1L;
    outputs.gaps(nanos -> add(Latency.INTER_EVENT, nanos));
    recordPerToken(exchange, outputs);
  }

  private void recordPerToken(Exchange exchange, OutputTimes outputs) {
    double tokens = exchange.done();
    if (exchange.estimated() || tokens < 2 || hidesReasoning(exchange)) {
      return;
    }
    add(Latency.TPOT, (long) ((outputs.last() - outputs.first()) / (tokens - 1)));
    if (outputs.count() == tokens) {
      outputs.gaps(nanos -> add(Latency.ITL, nanos));
    }
  }

  /** Usage counts reasoning that no event showed: then tokens and events do not belong together. */
  private static boolean hidesReasoning(Exchange exchange) {
    Double reasoning =
        exchange.work() == null ? null : exchange.work().details().get("reasoningTokens");
    return reasoning != null && reasoning > 0 && !exchange.outputs().reasoned();
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
