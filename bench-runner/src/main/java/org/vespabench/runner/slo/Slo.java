package org.vespabench.runner.slo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service level objective: what must hold for a service to be good enough. Immutable.
 *
 * <p>Each limit is of the form "at most so many of all samples may lie beyond this bound": {@code
 * ttft_p99=500ms} lets 1 % of the requests wait longer for their first token, {@code error_rate=1%}
 * lets 1 % fail.
 */
public final class Slo {
  private final String text;
  private final List<Limit> limits;

  private Slo(String text, List<Limit> limits) {
    this.text = text;
    this.limits = limits;
  }

  /**
   * Read {@code ttft_p99=500ms,e2e_p95=10s,error_rate=1%}.
   *
   * <p>Latencies are {@code e2e}, {@code e2e_from_sent}, {@code ttft}, {@code ttft_from_sent},
   * {@code ttfa}, {@code inter_event}, {@code itl} and {@code tpot}, each with any percentile from
   * {@code _p1} to {@code _p99.99}, bounded by a time span such as {@code 500ms}, {@code 10s} or
   * {@code 1m30s}. {@code error_rate} is a share from 0 to below 100 %, written {@code 1%} or
   * {@code 0.01}.
   *
   * @throws IllegalArgumentException if it is not of that form, or limits one thing twice; for the
   *     operator
   */
  public static Slo parse(String text) {
    List<Limit> limits = new ArrayList<>();
    Map<String, Limit> bySubject = new HashMap<>();
    for (String part : text.split(",", -1)) {
      Limit limit = LimitReader.read(part);
      @Nullable Limit other = bySubject.put(limit.subject(), limit);
      if (other != null) {
        throw new IllegalArgumentException(
            "--slo %s: '%s' already limits %s; give one limit for each."
                .formatted(limit.text(), other.text(), limit.subject()));
      }
      limits.add(limit);
    }
    return new Slo(text.strip(), List.copyOf(limits));
  }

  /** Name what it limits that there is only where an autoscaler routes; empty if nothing. */
  public List<String> ofRoutes() {
    return limits.stream()
        .filter(limit -> limit instanceof Limit.OfLatency of && of.latency().isOfRoutes())
        .map(Limit::subject)
        .toList();
  }

  List<Limit> limits() {
    return limits;
  }

  /** Write it as it was read. */
  @Override
  public String toString() {
    return text;
  }
}
