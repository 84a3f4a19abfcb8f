package org.vespabench.runner.measure;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of independent rounds, and how far from the true mean it may be: the 95 % interval of
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

  /** Tell whether there is an interval. */
  public boolean hasInterval() {
    return count > 1;
  }
}
