package org.vespabench.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * States a measured throughput. Immutable.
 *
 * <p>It refuses anything that no measurement gives. A plugin that could measure nothing throws a
 * {@link BenchmarkException}.
 *
 * @since 0.1
 */
public final class BenchmarkResult {
  private final double throughput;
  private final OptionalDouble doneThroughput;
  private final Map<String, Double> details;

  private BenchmarkResult(
      double throughput, OptionalDouble doneThroughput, Map<String, Double> details) {
    this.throughput = throughput;
    this.doneThroughput = doneThroughput;
    this.details = details;
  }

  /**
   * State a throughput.
   *
   * @param throughput declared units per second
   * @return never null
   * @throws IllegalArgumentException if it is zero, negative, NaN or infinite
   */
  public static BenchmarkResult of(double throughput) {
    return new BenchmarkResult(
        positive("throughput", throughput), OptionalDouble.empty(), Map.of());
  }

  /**
   * State what a load measured, its work done beside it.
   *
   * @param load never null
   * @return never null
   * @throws BenchmarkException if none of its requests succeeded
   */
  public static BenchmarkResult of(LoadResult load) {
    if (load.completed() == 0) {
      throw new BenchmarkException("none of " + load.failed() + " requests succeeded");
    }
    return of(load.throughput()).done(load.done() * 1e9 / load.elapsed().toNanos());
  }

  /**
   * State the work done beside the declared.
   *
   * @param unitsPerSecond zero or more
   * @return a copy, never null
   * @throws IllegalArgumentException if it is negative, NaN or infinite
   */
  public BenchmarkResult done(double unitsPerSecond) {
    if (unitsPerSecond != 0) {
      positive("done throughput", unitsPerSecond);
    }
    return new BenchmarkResult(throughput, OptionalDouble.of(unitsPerSecond), details);
  }

  /**
   * Add a figure of the plugin's own.
   *
   * @param name camel case with the unit at its end, as in {@code loadMillis}, never null
   * @param value any finite number
   * @return a copy, never null
   * @throws IllegalArgumentException if it is NaN or infinite
   */
  public BenchmarkResult detail(String name, double value) {
    Objects.requireNonNull(name, "name");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be a finite number, was " + value);
    }
    Map<String, Double> more = new LinkedHashMap<>(details);
    more.put(name, value);
    return new BenchmarkResult(throughput, doneThroughput, Collections.unmodifiableMap(more));
  }

  /**
   * Tell the throughput.
   *
   * @return declared units per second, above 0
   */
  public double throughput() {
    return throughput;
  }

  /**
   * Tell the throughput of work done.
   *
   * @return units per second, or empty if not stated
   */
  public OptionalDouble doneThroughput() {
    return doneThroughput;
  }

  /**
   * List the figures that were added.
   *
   * @return by name, in the order added; unmodifiable, never null
   */
  public Map<String, Double> details() {
    return details;
  }

  private static double positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " must be above zero, was " + value);
    }
    return value;
  }
}
