package org.vespabench.runner.slo;

import java.math.BigDecimal;
import org.vespabench.runner.measure.Latency;

/** One thing that an SLO demands: so many of the samples may lie beyond a bound, and no more. */
sealed interface Limit {
  /** Write it as it was read. */
  String text();

  /** Name what it limits: no SLO has two limits on the same. */
  String subject();

  /** Tell the share of samples that may lie beyond, 0 to below 1. Exact, as counts are. */
  BigDecimal allowed();

  /**
   * A limit on a percentile.
   *
   * @param text as it was read
   * @param subject as in {@code ttft_p99}
   * @param latency of which latency
   * @param rank of the percentile, 1 to 99.99
   * @param boundNanos how much it may be, above 0
   */
  record OfLatency(String text, String subject, Latency latency, BigDecimal rank, long boundNanos)
      implements Limit {
    @Override
    public BigDecimal allowed() {
      return BigDecimal.ONE.subtract(rank.movePointLeft(2));
    }

    /** Write the bound as it was read. */
    String bound() {
      return text.substring(text.indexOf('=') + 1).strip();
    }
  }

  /** A limit on the share of requests that fail. */
  record OfErrors(String text, String subject, BigDecimal allowed) implements Limit {}
}
