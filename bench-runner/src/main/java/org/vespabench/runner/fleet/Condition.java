package org.vespabench.runner.fleet;

import java.time.Duration;
import java.util.Optional;

/**
 * How the worker is.
 *
 * @param load empty until the backend is loaded and benchmarked
 * @param error what is wrong; empty if nothing is
 */
record Condition(Optional<Load> load, String error) {
  /** What loading came to: units of work a second at most, and how long it took. */
  record Load(double maxPerf, Duration time) {
    Load {
      if (!(maxPerf >= 0) || Double.isInfinite(maxPerf)) {
        throw new IllegalArgumentException("maxPerf must be 0 or more, was " + maxPerf);
      }
      if (time.isNegative()) {
        throw new IllegalArgumentException("time must not be negative, was " + time);
      }
    }
  }

  static final Condition LOADING = new Condition(Optional.empty(), "");

  Condition loaded(Load by) {
    return new Condition(Optional.of(by), error);
  }

  Condition withError(String message) {
    return new Condition(load, message);
  }
}
