package org.vespabench.runner.measure;

import java.util.Arrays;

/** When exchanges ended, to count those until some moment. Not thread-safe. */
final class EndTimes {
  private long[] nanos = new long[256];
  private int count;

  void add(long atNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = atNanos;
  }

  long countUntil(long endNanos) {
    return Arrays.stream(nanos, 0, count).filter(at -> at <= endNanos).count();
  }
}
