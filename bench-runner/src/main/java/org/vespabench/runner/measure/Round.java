package org.vespabench.runner.measure;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vespabench.api.LoadResult;

/**
 * What one load did, from its first byte sent to its last byte read.
 *
 * @param completed successes
 * @param failed failures
 * @param declared units that the successes declared
 * @param done units that the successes did, declared where the backend did not say
 * @param estimated successes of which nobody knows what they did
 * @param elapsed from the first byte sent to the last byte read, failures included
 * @param detail the backend's own figures: the mean of each
 * @param errors failures by label
 */
public record Round(
    long completed,
    long failed,
    double declared,
    double done,
    long estimated,
    Duration elapsed,
    Map<String, Double> detail,
    Map<String, ErrorCount> errors)
    implements LoadResult {

  /**
   * Failures of one label.
   *
   * @param count how many
   * @param first the first one
   */
  public record ErrorCount(long count, Failure first) {
    ErrorCount plusOne() {
      return new ErrorCount(count + 1, first);
    }

    /** Add those of a later round. */
    public ErrorCount plus(ErrorCount later) {
      return new ErrorCount(count + later.count, first);
    }
  }

  /** Copy what could change. */
  public Round {
    detail = Map.copyOf(detail);
    // Not Map.copyOf: its order is another in each run of the program.
    errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
  }

  /** Count everything that was sent. */
  public long requests() {
    return completed + failed;
  }

  /** Divide the work done by the time. */
  public double doneThroughput() {
    return done * 1e9 / elapsed.toNanos();
  }

  /** Tell the time in seconds. */
  public double seconds() {
    return elapsed.toNanos() / 1e9;
  }
}
