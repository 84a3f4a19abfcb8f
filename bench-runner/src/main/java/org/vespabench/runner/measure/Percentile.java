package org.vespabench.runner.measure;

import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * A percentile, shown only if enough samples stand behind it.
 *
 * <p>With n samples, the largest lies above the true percentile p with probability 1 − pⁿ. So pⁿ ≤
 * 1 % is needed to say at 99 % confidence that the samples reach it: 7 for a p50, 90 for a p95, 459
 * for a p99.
 *
 * @param label as in {@code p99}
 * @param rank 0 to 100
 */
public record Percentile(String label, double rank) {
  /** The median. */
  public static final Percentile P50 = new Percentile("p50", 50);

  /** Nine in ten. */
  public static final Percentile P90 = new Percentile("p90", 90);

  /** Nineteen in twenty. */
  public static final Percentile P95 = new Percentile("p95", 95);

  /** Ninety-nine in a hundred. */
  public static final Percentile P99 = new Percentile("p99", 99);

  /** All that are shown, in order. */
  public static java.util.List<Percentile> all() {
    return java.util.List.of(P50, P90, P95, P99);
  }

  /** Tell how many samples it needs. */
  public long samplesNeeded() {
    return (long) Math.ceil(Math.log(0.01) / Math.log(rank / 100));
  }

  /** Read it off in milliseconds, or empty with too few samples. */
  public OptionalDouble millis(Histogram micros) {
    return micros.getTotalCount() < samplesNeeded()
        ? OptionalDouble.empty()
        : OptionalDouble.of(micros.getValueAtPercentile(rank) / 1_000.0);
  }
}
