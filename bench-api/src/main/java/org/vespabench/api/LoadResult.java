package org.vespabench.api;

import java.time.Duration;

/**
 * Tells what a load did. Implemented by the runner; immutable.
 *
 * @since 0.1
 */
public interface LoadResult {
  /**
   * Count the successes.
   *
   * @return zero or more
   */
  long completed();

  /**
   * Count the failures.
   *
   * @return zero or more
   */
  long failed();

  /**
   * Sum the declared work of the successes.
   *
   * @return units
   */
  double declared();

  /**
   * Sum the work done by the successes, declared where the backend did not say.
   *
   * @return units
   */
  double done();

  /**
   * Tell the time from the first byte sent to the last body read, failures included.
   *
   * @return above zero if anything was sent
   */
  Duration elapsed();

  /**
   * Divide the declared work by the time.
   *
   * @return units per second
   */
  default double throughput() {
    return declared() * 1e9 / elapsed().toNanos();
  }
}
