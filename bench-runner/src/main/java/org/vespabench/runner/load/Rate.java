package org.vespabench.runner.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Requests per second over time: rises or falls evenly from one rate to another, and stays there.
 *
 * @param from at the beginning, 0 or more
 * @param to at the end of the time and after it, above 0
 * @param over how long it takes, zero for a rate that never changes
 */
public record Rate(double from, double to, Duration over) {
  private static final double NANOS = 1e9;

  /** Check the rates. */
  public Rate {
    requireNonNull(over, "over");
    if (!(from >= 0) || !(to > 0) || !Double.isFinite(from + to) || over.isNegative()) {
      throw new IllegalArgumentException(
          "a rate goes from 0 or more to above 0 requests/s, in no negative time; was %s to %s in %s"
              .formatted(from, to, over));
    }
  }

  /** Keep one rate. */
  public static Rate constant(double perSecond) {
    return new Rate(perSecond, perSecond, Duration.ZERO);
  }

  /**
   * Tell when so many are expected: the inverse of the rate's integral over time, which is from · t
   * + (to − from) · t² / (2 · over) while it changes.
   *
   * @return nanoseconds since the beginning
   */
  long nanosUntil(double count) {
    double seconds = over.toNanos() / NANOS;
    double whileChanging = (from + to) / 2 * seconds;
    double at =
        count < whileChanging ? changing(count, seconds) : seconds + (count - whileChanging) / to;
    return Math.round(at * NANOS);
  }

  /** The root of the quadratic in the form that subtracts no two nearly equal numbers. */
  private double changing(double count, double seconds) {
    double slope = (to - from) / seconds;
    double root = Math.sqrt(Math.max(0, from * from + 2 * slope * count));
    return count == 0 ? 0 : 2 * count / (from + root);
  }

  /** Tell how many are expected in the time from the beginning. */
  public double expected(Duration time) {
    double t = time.toNanos() / NANOS;
    double seconds = over.toNanos() / NANOS;
    double changing = Math.min(t, seconds);
    double slope = seconds == 0 ? 0 : (to - from) / seconds;
    return changing * (from + slope * changing / 2) + (t - changing) * to;
  }
}
