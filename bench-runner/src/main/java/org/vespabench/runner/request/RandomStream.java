package org.vespabench.runner.request;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What is random about a request, each in a stream of its own: to draw from one moves no other. */
enum RandomStream {
  FREE(1),
  WORDS(2),
  LENGTHS(3),
  MODELS(4),
  PREFIX(5);

  /** Written down, as an order could change: the same seed shall give the same prompts. */
  private final long number;

  RandomStream(long number) {
    this.number = number;
  }

  RandomGenerator of(long seed, boolean warmUp, long index) {
    long mixed = mix(mix(mix(seed) + index) + (warmUp ? 7 : 3));
    return new SplittableRandom(mix(mixed + number));
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): near seeds give unlike streams. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
