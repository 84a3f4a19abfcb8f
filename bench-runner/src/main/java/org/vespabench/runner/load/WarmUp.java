package org.vespabench.runner.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What the backend is given before measuring, in the shape of the first stage, which then begins
 * anew. Nothing is waited for in between.
 *
 * @param requests how many, 0 for none
 * @param time or for how long, zero for none
 */
public record WarmUp(long requests, Duration time) {
  /** Measure from the first request on. */
  public static final WarmUp NONE = new WarmUp(0, Duration.ZERO);

  /** Check them. */
  public WarmUp {
    requireNonNull(time, "time");
    if (requests < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "a warm-up is 0 or more requests, or a time of 0 or more; was %d and %s"
              .formatted(requests, time));
    }
  }

  /** Tell which phase a request is of: which one of all, and how long after the beginning. */
  Phase phase(long index, long offsetNanos) {
    return index >= requests && offsetNanos >= time.toNanos() ? Phase.MEASURED : Phase.WARMUP;
  }
}
