package org.vespabench.runner.route;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait before an autoscaler is asked again: about a second at first, then longer and
 * longer, each time another while, so that those who wait do not all ask at once. Not thread-safe.
 */
final class Pauses {
  private static final double FIRST_SECONDS = 1;
  private static final double LONGEST_SECONDS = 5;
  private static final double SHORTEST_SECONDS = 0.1;

  private final SplittableRandom random;
  private int count;

  Pauses(long seed) {
    this.random = new SplittableRandom(seed);
  }

  Duration next() {
    double most =
        count == 0
            ? FIRST_SECONDS
            : Math.min(Math.pow(2, count) + random.nextDouble(), LONGEST_SECONDS);
    double least = count == 0 ? FIRST_SECONDS / 2 : SHORTEST_SECONDS;
    count++;
    return Duration.ofNanos((long) ((least + random.nextDouble() * (most - least)) * 1e9));
  }
}
