package org.vespabench.runner.route;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait before an autoscaler is asked again: about so long at first, then longer and
 * longer, each time another while, so that those who wait do not all ask at once. Not thread-safe.
 */
final class Pauses {
  // All in first pauses.
  private static final double FIRST = 1;
  private static final double LONGEST = 5;
  private static final double SHORTEST = 0.1;

  private final double firstNanos;
  private final SplittableRandom random;
  private int count;

  Pauses(Duration first, long seed) {
    this.firstNanos = first.toNanos();
    this.random = new SplittableRandom(seed);
  }

  Duration next() {
    double most = count == 0 ? FIRST : Math.min(Math.pow(2, count) + random.nextDouble(), LONGEST);
    double least = count == 0 ? FIRST / 2 : SHORTEST;
    count++;
    return Duration.ofNanos((long) ((least + random.nextDouble() * (most - least)) * firstNanos));
  }
}
