package org.vespabench.runner.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * One shape, until one of its limits is met.
 *
 * @param name what to call it
 * @param shape how hard to push
 * @param limits when to end
 */
public record Stage(String name, LoadShape shape, Limits limits) {
  /** Check what must be there: only a replay ends by itself. */
  public Stage {
    requireNonNull(name, "name");
    requireNonNull(shape, "shape");
    boolean ends =
        limits.total() < Long.MAX_VALUE
            || !limits.window().isZero()
            || shape instanceof LoadShape.Replay;
    if (!ends) {
      throw new IllegalArgumentException("the stage %s never ends".formatted(name));
    }
  }

  /** Tell whether requests leave by the clock. */
  public boolean isOpenLoop() {
    return !(shape instanceof LoadShape.Closed);
  }

  /**
   * Tell how many requests per second the schedule has, on average; empty for a closed loop.
   *
   * @param window how long it is measured: a schedule begins anew after the warm-up
   */
  public OptionalDouble requestedRate(Duration window) {
    double seconds = window.toNanos() / 1e9;
    if (shape instanceof LoadShape.Open open) {
      return seconds == 0
          ? OptionalDouble.of(open.rate().to())
          : OptionalDouble.of(open.rate().expected(window) / seconds);
    }
    if (shape instanceof LoadShape.Replay replay && seconds > 0) {
      long until = replay.offsetsNanos().get(0) + window.toNanos();
      long due = replay.offsetsNanos().stream().filter(offset -> offset <= until).count();
      return OptionalDouble.of(due / seconds);
    }
    return OptionalDouble.empty();
  }
}
