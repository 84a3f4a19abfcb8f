package org.vespabench.runner.worker;

import java.time.Duration;
import org.vespabench.runner.http.HttpOptions;

/**
 * How it is found out whether the backend is well.
 *
 * @param backend how to reach it
 * @param path what to ask for
 * @param onlySuccess take a status of 2xx alone for well; else also one that says that there is no
 *     such path, as some backends have none
 * @param readyTimeout how long it may take to become ready
 * @param resumeTimeout the same, where its capacity is known already
 * @param betweenStarting pause between two looks until it is ready
 * @param between pause between two looks from then on
 * @param limit for one look
 * @param failures so many looks must fail in a row before a backend that was ready counts as ill
 */
public record HealthCheck(
    HttpOptions backend,
    String path,
    boolean onlySuccess,
    Duration readyTimeout,
    Duration resumeTimeout,
    Duration betweenStarting,
    Duration between,
    Duration limit,
    int failures) {
  /** Look every second until it is ready, and then every 10. */
  public static HealthCheck of(
      HttpOptions backend,
      String path,
      boolean onlySuccess,
      Duration readyTimeout,
      Duration resumeTimeout) {
    return new HealthCheck(
        backend,
        path,
        onlySuccess,
        readyTimeout,
        resumeTimeout,
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        3);
  }

  /** Look at other times. */
  public HealthCheck withPauses(Duration starting, Duration serving, Duration limit) {
    return new HealthCheck(
        backend,
        path,
        onlySuccess,
        readyTimeout,
        resumeTimeout,
        starting,
        serving,
        limit,
        failures);
  }

  /** Bear another number of failures. */
  public HealthCheck withFailures(int inARow) {
    return new HealthCheck(
        backend,
        path,
        onlySuccess,
        readyTimeout,
        resumeTimeout,
        betweenStarting,
        between,
        limit,
        inARow);
  }
}
