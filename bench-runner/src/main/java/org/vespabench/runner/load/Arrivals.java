package org.vespabench.runner.load;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When the requests of an open loop are to leave, whatever became of those before. Each time
 * follows from how many came before and from the seed, never from when the last one left: a delay
 * is not carried on. Not thread-safe.
 */
@FunctionalInterface
public interface Arrivals {
  /** Tells that no more arrive. */
  long NONE = Long.MAX_VALUE;

  /** How finely a recording is repeated. */
  long SECOND_NANOS = 1_000_000_000;

  /**
   * Tell when the next one is to leave.
   *
   * @return nanoseconds since the beginning, above the one before, or {@link #NONE}
   */
  long nextNanos();

  /** Space them by the rate alone: the first leaves at once, the next when one more is due. */
  static Arrivals even(Rate rate) {
    return new Arrivals() {
      private long count;

      @Override
      public long nextNanos() {
        return rate.nanosUntil(count++);
      }
    };
  }

  /**
   * Let them arrive independently of each other, as the requests of many people do: a Poisson
   * process with this rate. A process of rate 1, whose gaps are exponential, is stretched in time
   * so that it has the rate that is wanted (Çinlar, Introduction to Stochastic Processes, 1975).
   */
  static Arrivals poisson(Rate rate, RandomGenerator random) {
    return new Arrivals() {
      private double expected;
      private long before = -1;

      @Override
      public long nextNanos() {
        expected += random.nextExponential();
        // Two within one nanosecond would be one and the same to a clock.
        before = Math.max(before + 1, rate.nanosUntil(expected));
        return before;
      }
    };
  }

  /**
   * Repeat arrivals that were recorded.
   *
   * @param offsetsNanos since the beginning, none below the one before
   */
  static Arrivals replay(List<Long> offsetsNanos) {
    return new Arrivals() {
      private int index;

      @Override
      public long nextNanos() {
        return index == offsetsNanos.size() ? NONE : offsetsNanos.get(index++);
      }
    };
  }

  /**
   * Repeat arrivals that were recorded again and again, for a warm-up may be longer than they are.
   * They begin anew with the whole second after the last one, as all may have come at one moment.
   *
   * @param offsetsNanos since the beginning, none below the one before, one at least
   */
  static Arrivals replayForEver(List<Long> offsetsNanos) {
    long last = offsetsNanos.get(offsetsNanos.size() - 1);
    long length = (last / SECOND_NANOS + 1) * SECOND_NANOS;
    return new Arrivals() {
      private long count;

      @Override
      public long nextNanos() {
        int index = (int) (count % offsetsNanos.size());
        return count++ / offsetsNanos.size() * length + offsetsNanos.get(index);
      }
    };
  }
}
