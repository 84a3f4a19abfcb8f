package org.vespabench.runner.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** How hard a stage pushes. */
public sealed interface LoadShape {
  /**
   * Requests leave by the clock: an open loop.
   *
   * @param rate requests per second, over time
   * @param poisson whether they arrive independently of each other, and not evenly spaced
   */
  record Open(Rate rate, boolean poisson) implements LoadShape {
    /** Check what must be there. */
    public Open {
      requireNonNull(rate, "rate");
    }
  }

  /**
   * Requests leave when others, which were recorded, did: an open loop as well.
   *
   * @param offsetsNanos since the beginning, none below the one before
   */
  record Replay(List<Long> offsetsNanos) implements LoadShape {
    /** Copy them, and check that there are some, and their order. */
    public Replay {
      offsetsNanos = List.copyOf(offsetsNanos);
      if (offsetsNanos.isEmpty()) {
        throw new IllegalArgumentException("a replay has one request at least");
      }
      for (int i = 1; i < offsetsNanos.size(); i++) {
        if (offsetsNanos.get(i) < offsetsNanos.get(i - 1)) {
          throw new IllegalArgumentException("offset %d is below the one before".formatted(i));
        }
      }
    }
  }

  /**
   * Requests leave when others end, so that a number of them is always in flight: a closed loop.
   *
   * @param concurrency how many, above 0
   * @param rampUp how long it takes until they are so many
   */
  record Closed(int concurrency, Duration rampUp) implements LoadShape {
    /** Check them. */
    public Closed {
      requireNonNull(rampUp, "rampUp");
      if (concurrency < 1 || rampUp.isNegative()) {
        throw new IllegalArgumentException(
            "concurrency must be above 0, the ramp-up 0 or more; were %d and %s"
                .formatted(concurrency, rampUp));
      }
    }
  }
}
