package org.vespabench.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * States what one request did, in the benchmark's unit, and how that is known. Immutable.
 *
 * <p>There are three ways to know it: the backend counted ({@link #done}); the reply proves that
 * exactly what was declared was done ({@link #asDeclared}); or nobody knows ({@link #unknown}), and
 * the result says that it is estimated.
 *
 * @since 0.1
 */
public final class Work {
  private static final Work AS_DECLARED = new Work(Basis.DECLARED, 0, Map.of());
  private static final Work UNKNOWN = new Work(Basis.UNKNOWN, 0, Map.of());

  private final Basis basis;
  private final double units;
  private final Map<String, Double> details;

  private enum Basis {
    COUNTED,
    DECLARED,
    UNKNOWN
  }

  private Work(Basis basis, double units, Map<String, Double> details) {
    this.basis = basis;
    this.units = units;
    this.details = details;
  }

  /**
   * State what the backend counted.
   *
   * @param units units of work, zero or more: zero is an answer, and the request a success
   * @return the work, never null
   * @throws IllegalArgumentException if it is negative, NaN or infinite
   */
  public static Work done(double units) {
    return new Work(Basis.COUNTED, checked("work", units), Map.of());
  }

  /**
   * State that the reply proves that exactly the declared work was done.
   *
   * @return the work, never null
   */
  public static Work asDeclared() {
    return AS_DECLARED;
  }

  /**
   * State that the backend does not say: the declared work is taken, and marked as estimated.
   *
   * @return the work, never null
   */
  public static Work unknown() {
    return UNKNOWN;
  }

  /**
   * Add input tokens, of which some came from a cache.
   *
   * @param tokens all input tokens, zero or more
   * @param cached those that the backend did not need to compute
   * @return a copy with these, never null
   */
  public Work input(long tokens, long cached) {
    return detail("inputTokens", tokens).detail("cachedTokens", cached);
  }

  /**
   * Add the reasoning tokens among the work done. Where they are hidden, time per output token is
   * not defined and not shown.
   *
   * @param tokens zero or more
   * @return a copy with these, never null
   */
  public Work reasoning(long tokens) {
    return detail("reasoningTokens", tokens);
  }

  /**
   * Add a figure of the backend's own. The result shows its mean.
   *
   * @param name camel case with the unit at its end, as in {@code queueMillis}, never null
   * @param value any finite number
   * @return a copy with it, never null
   * @throws IllegalArgumentException if it is NaN or infinite
   */
  public Work detail(String name, double value) {
    Objects.requireNonNull(name, "name");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be a finite number, was " + value);
    }
    Map<String, Double> more = new LinkedHashMap<>(details);
    more.put(name, value);
    return new Work(basis, units, Collections.unmodifiableMap(more));
  }

  /**
   * Tell what the backend counted.
   *
   * @return units, or empty if it did not count
   */
  public OptionalDouble counted() {
    return basis == Basis.COUNTED ? OptionalDouble.of(units) : OptionalDouble.empty();
  }

  /**
   * Tell whether nobody knows.
   *
   * @return true for {@link #unknown}
   */
  public boolean isEstimated() {
    return basis == Basis.UNKNOWN;
  }

  /**
   * List the figures that were added.
   *
   * @return by name, in the order added; unmodifiable, never null
   */
  public Map<String, Double> details() {
    return details;
  }

  private static double checked(String what, double units) {
    if (!(units >= 0) || Double.isInfinite(units)) {
      throw new IllegalArgumentException(what + " must be zero or more, was " + units);
    }
    return units;
  }

  @Override
  public String toString() {
    return basis == Basis.COUNTED ? units + " units" : basis.name();
  }
}
