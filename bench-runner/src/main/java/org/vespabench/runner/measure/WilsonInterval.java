package org.vespabench.runner.measure;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/** How far a share that was counted may be from the true one. */
public final class WilsonInterval {
  private static final double ALPHA = 0.05;

  private WilsonInterval() {}

  /** Compute the 95 % score interval of a share (Wilson 1927). */
  public static Interval of(long hits, long of) {
    // The library counts in int; beyond that the interval is a hair's breadth anyway.
    double scale = Math.min(1, Integer.MAX_VALUE / (double) of);
    return BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(
        (int) (of * scale), (int) (hits * scale), ALPHA);
  }
}
