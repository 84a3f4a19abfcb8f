package org.vespabench.runner.measure;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of rounds or batches, and how far from the true mean it may be: the 95 % interval of
 * Student's t.
 *
 * @param mean the arithmetic mean
 * @param deviation the standard deviation of a sample; NaN with fewer than two values
 * @param low the interval's lower end; NaN with fewer than two values
 * @param high the interval's upper end; NaN with fewer than two values
 * @param count how many values
 */
public record MeanInterval(double mean, double deviation, double low, double high, int count) {
  private static final double CONFIDENCE = 0.95;

  /** Compute it; with fewer than two values there is no interval. */
  public static MeanInterval of(List<Double> values) {
    int n = values.size();
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    if (n < 2) {
      return new MeanInterval(mean, Double.NaN, Double.NaN, Double.NaN, n);
    }
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / (n - 1));
    double t = TDistribution.of(n - 1).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
    double half = t * deviation / Math.sqrt(n);
    return new MeanInterval(mean, deviation, mean - half, mean + half, n);
  }

  /**
   * Compute it for consecutive batches of one measurement, which may resemble their neighbours: as
   * if there were only {@link #effectiveSize} of them.
   */
  public static MeanInterval ofBatches(List<Double> values) {
    MeanInterval independent = of(values);
    if (!independent.hasInterval()) {
      return independent;
    }
    double size = effectiveSize(values);
    double t = TDistribution.of(size - 1).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
    double half = t * independent.deviation / Math.sqrt(size);
    double mean = independent.mean;
    return new MeanInterval(
        mean, independent.deviation, mean - half, mean + half, independent.count);
  }

  /**
   * Tell how many independent values consecutive ones are worth: n · (1 − r) / (1 + r), as for an
   * autoregressive process of the first order. The correlation r of neighbours is corrected by 1/n,
   * by which it comes out too low, and not taken below zero; the least is 2.
   */
  public static double effectiveSize(List<Double> values) {
    int n = values.size();
    if (n < 2) {
      return n;
    }
    double mean = of(values).mean;
    double squares = 0;
    double products = 0;
    for (int i = 0; i < n; i++) {
      squares += (values.get(i) - mean) * (values.get(i) - mean);
      products += i == 0 ? 0 : (values.get(i) - mean) * (values.get(i - 1) - mean);
    }
    double correlation = squares == 0 ? 0 : Math.max(0, products / squares + 1.0 / n);
    return Math.max(2, n * (1 - correlation) / (1 + correlation));
  }

  /** Tell whether there is an interval. */
  public boolean hasInterval() {
    return count > 1;
  }
}
