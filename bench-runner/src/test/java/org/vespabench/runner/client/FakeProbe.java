package org.vespabench.runner.client;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Hands out samples that a test wrote; the last one again and again. */
final class FakeProbe implements ClientProbe {
  static final long SECOND = 1_000_000_000;

  private final Queue<Sample> samples;

  FakeProbe(Sample... samples) {
    this.samples = new ArrayDeque<>(List.of(samples));
  }

  /** A sample of a client that does nothing but use its processors. */
  static Sample at(double seconds, double cpuSeconds) {
    return new Sample(nanos(seconds), nanos(cpuSeconds), Double.NaN, 0, 0, 0, Map.of());
  }

  static Sample busy(double seconds, double machineBusy) {
    return new Sample(nanos(seconds), 0, machineBusy, 0, 0, 0, Map.of());
  }

  static Sample collected(double seconds, long count, long millis, long longestMillis) {
    return new Sample(nanos(seconds), 0, 0, count, millis, longestMillis, Map.of());
  }

  static Sample threads(double seconds, Map<String, Long> cpuNanos) {
    return new Sample(nanos(seconds), 0, 0, 0, 0, 0, cpuNanos);
  }

  static long nanos(double seconds) {
    return Math.round(seconds * SECOND);
  }

  @Override
  public Sample sample() {
    Sample next = samples.element();
    if (samples.size() > 1) {
      samples.remove();
    }
    return next;
  }
}
