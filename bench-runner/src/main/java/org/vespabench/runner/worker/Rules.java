package org.vespabench.runner.worker;

import java.time.Duration;

/**
 * Which requests a worker takes, and how many at a time.
 *
 * @param secured only those that the autoscaler signed
 * @param blocked paths that nobody may ask for
 * @param maxBodyBytes largest body that is read into memory
 * @param maxWait how long the work in hand may take before more is refused; zero for ever
 * @param maxConcurrency how many the backend may have at once; 0 for any number
 * @param defaultCost units of work of a request whose cost is 1 or less; 0 for what it says
 */
public record Rules(
    boolean secured,
    BlockedPaths blocked,
    int maxBodyBytes,
    Duration maxWait,
    int maxConcurrency,
    double defaultCost) {
  /** What the original counts for a request that does not say what it costs. */
  static final double UNPRICED = 1;

  /** Check the numbers. */
  public Rules {
    if (maxBodyBytes < 1 || maxConcurrency < 0 || !(defaultCost >= 0) || maxWait.isNegative()) {
      throw new IllegalArgumentException(
          "a limit is negative, or there is no room for a body: %d bytes, %s, %d at once, cost %s"
              .formatted(maxBodyBytes, maxWait, maxConcurrency, defaultCost));
    }
  }

  /** Tell what a request counts for in the load. */
  double costOf(double stated) {
    return stated <= UNPRICED && defaultCost > 0 ? defaultCost : stated;
  }
}
