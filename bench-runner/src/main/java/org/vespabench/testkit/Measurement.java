package org.vespabench.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;

/**
 * Is what one {@link PluginRun} measured. Immutable.
 *
 * @since 0.1
 */
public final class Measurement {
  private final Result result;

  Measurement(Result result) {
    this.result = result;
  }

  /** Tell why nothing could be measured; empty if something was. */
  public Optional<String> reason() {
    return Optional.ofNullable(result.reason());
  }

  /** Tell whether it ended before its time: by {@link StartedRun#interrupt}, or by a deadline. */
  public boolean interrupted() {
    return result.interrupted();
  }

  /** Name the unit of work, in the plural. */
  public String unit() {
    return result.unit();
  }

  /** Tell the number, in units per second; empty if nothing was measured. */
  public OptionalDouble throughput() {
    return result.figures().throughput();
  }

  /** Tell the work done per second; empty if nothing was measured. */
  public OptionalDouble doneThroughput() {
    return result.figures().doneThroughput();
  }

  /** Count the measured requests that succeeded. */
  public long completed() {
    return (long) sum(Round::completed);
  }

  /** Count the measured requests that failed. */
  public long failed() {
    return (long) sum(Round::failed);
  }

  /** Sum the units that the successes declared. */
  public double declared() {
    return sum(Round::declared);
  }

  /** Sum the units that the successes did: declared ones where the backend did not say. */
  public double done() {
    return sum(Round::done);
  }

  /** Count the successes of which nobody knows what they did. */
  public long estimated() {
    return (long) sum(Round::estimated);
  }

  private double sum(ToDoubleFunction<Round> figure) {
    return result.figures().rounds().stream().mapToDouble(figure).sum();
  }

  /** List the failures: the message of the first of each kind, as in {@code status:503}. */
  public Map<String, String> failures() {
    Map<String, String> failures = new LinkedHashMap<>();
    for (Round round : result.figures().rounds()) {
      round.errors().forEach((label, e) -> failures.putIfAbsent(label, e.first().message()));
    }
    return failures;
  }

  /**
   * Tell the details that replies carried: those of {@code Work.detail}, and {@code inputTokens},
   * {@code cachedTokens}, {@code reasoningTokens}.
   *
   * @return by name, the mean of the last round that has it
   */
  public Map<String, Double> details() {
    Map<String, Double> details = new TreeMap<>();
    result.figures().rounds().forEach(round -> details.putAll(round.detail()));
    return details;
  }

  /** Tell what the backend said about itself. */
  public Map<String, String> identity() {
    return result.origin().identity();
  }

  /** Tell the verdict: {@code valid}, {@code suspect} or {@code invalid}. */
  public String verdict() {
    return result.validity().verdict().toString().toLowerCase(Locale.ROOT);
  }

  /** List what speaks against the measurement. */
  public List<String> doubts() {
    return result.validity().reasons();
  }

  /** List what is normal but good to know. */
  public List<String> notes() {
    return new ArrayList<>(result.notes());
  }

  /**
   * Count the samples of a latency.
   *
   * @param key as in {@code result.json}: {@code e2e}, {@code ttft}, {@code interEvent}, {@code
   *     itl}, {@code tpot}, …
   * @throws IllegalArgumentException if there is no such latency
   */
  public long samples(String key) {
    for (Latency latency : Latency.values()) {
      if (latency.key().equals(key)) {
        return result.figures().histograms().of(latency).getTotalCount();
      }
    }
    throw new IllegalArgumentException("there is no latency '" + key + "'");
  }

  /** Write it in one line, for a test that fails. */
  @Override
  public String toString() {
    return "%s, %d completed, %d failed %s"
        .formatted(
            reason().orElseGet(() -> throughput().orElse(0) + " " + unit() + "/s"),
            completed(),
            failed(),
            failures());
  }
}
