package org.vespabench.runner.config;

import java.time.Duration;

/** Writes time spans as people write them, and as settings read them. */
public final class DurationText {
  private DurationText() {}

  /** Write {@code 90s}, {@code 5m}, {@code 250ms}; zero is {@code none}. */
  public static String of(Duration duration) {
    if (duration.isZero()) {
      return "none";
    }
    if (duration.toNanosPart() % 1_000_000 != 0) {
      // As milliseconds it would be rounded, half of one to none.
      return duration.toNanos() + "ns";
    }
    long millis = duration.toMillis();
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
