package org.vespabench.runner.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a stage ends, and how much it may have in flight; whichever comes first ends it.
 *
 * @param total requests, above 0; {@link Long#MAX_VALUE} for no limit
 * @param window how long to send, zero for no limit
 * @param maxInFlight how many may be in flight at once, above 0
 */
public record Limits(long total, Duration window, int maxInFlight) {
  /** As many in flight as there are. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Check them. */
  public Limits {
    requireNonNull(window, "window");
    if (total < 1 || window.isNegative() || maxInFlight < 1) {
      throw new IllegalArgumentException(
          "total and the most in flight must be above 0, the window 0 or more; were %d, %d and %s"
              .formatted(total, maxInFlight, window));
    }
  }

  /** Tell when a window that begins then ends. */
  long endNanos(long startNanos) {
    return window.isZero() ? Long.MAX_VALUE : startNanos + window.toNanos();
  }
}
