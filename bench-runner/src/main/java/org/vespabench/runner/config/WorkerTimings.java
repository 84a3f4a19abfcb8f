package org.vespabench.runner.config;

import java.time.Duration;
import java.util.List;
import org.vespabench.api.Setting;

/**
 * The settings of how often a worker looks, reports and tries again. Those that the original has
 * are also its variables.
 */
public final class WorkerTimings {
  /** How often it is looked whether the backend is ready. */
  public static final Setting<Duration> HEALTHCHECK_RETRY_INTERVAL =
      time("healthcheck-retry-interval", 1, "pause between two looks until the backend is ready")
          .env("HEALTHCHECK_RETRY_INTERVAL");

  /** How often it is looked whether the backend is still well. */
  public static final Setting<Duration> HEALTHCHECK_POLL_INTERVAL =
      time("healthcheck-poll-interval", 10, "pause between two looks from then on")
          .env("HEALTHCHECK_POLL_INTERVAL");

  /** How long one look may take. */
  public static final Setting<Duration> HEALTHCHECK_TIMEOUT =
      time("healthcheck-timeout", 10, "how long one look at the backend may take")
          .env("HEALTHCHECK_TIMEOUT");

  /** How many looks must fail. */
  public static final Setting<Integer> HEALTHCHECK_CONSECUTIVE_FAILURES =
      count(
              "healthcheck-consecutive-failures",
              3,
              "looks that must fail in a row before a backend that was ready counts as ill")
          .env("HEALTHCHECK_CONSECUTIVE_FAILURES");

  /** How often the key is asked for. */
  public static final Setting<Integer> PUBKEY_MAX_RETRIES =
      count(
              "pubkey-max-retries",
              5,
              "attempts to fetch the autoscaler's key before that is reported as an error, and begun again")
          .where(n -> n <= 20, "a whole number from 1 to 20")
          .env("PUBKEY_MAX_RETRIES");

  /** How long asking for the key may take. */
  public static final Setting<Duration> PUBKEY_TIMEOUT =
      time("pubkey-timeout", 10, "how long one of these attempts may take").env("PUBKEY_TIMEOUT");

  /** How often it is looked whether there is something to report. */
  public static final Setting<Duration> REPORT_INTERVAL =
      time("report-interval", 1, "pause between two looks at whether the status has changed")
          .env("METRICS_UPDATE_INTERVAL");

  /** How often finished requests are reported. */
  public static final Setting<Duration> FINISHED_INTERVAL =
      time("finished-interval", 1, "pause between two reports of finished requests")
          .env("DELETE_REQUESTS_INTERVAL");

  /** How often a report is tried. */
  public static final Setting<Integer> REPORT_TRIES =
      count("report-tries", 3, "how often a report is tried at each address")
          .env("METRICS_MAX_RETRIES");

  /** How long to wait in between. */
  public static final Setting<Duration> REPORT_RETRY_DELAY =
      time("report-retry-delay", 2, "pause before a report is tried again")
          .env("METRICS_RETRY_DELAY");

  /** How long one try may take. */
  public static final Setting<Duration> REPORT_TIMEOUT =
      time("report-timeout", 10, "how long one try to report may take").env("METRICS_TIMEOUT");

  private WorkerTimings() {}

  private static Setting<Duration> time(String name, int seconds, String help) {
    return Setting.duration(name, Duration.ofSeconds(seconds), help)
        .where(time -> time.compareTo(Duration.ofMillis(1)) >= 0, "a time of 1ms or more");
  }

  private static Setting<Integer> count(String name, int usual, String help) {
    return Setting.integer(name, usual, help).where(n -> n >= 1, "a whole number of 1 or more");
  }

  /** List them. */
  public static List<Setting<?>> all() {
    return List.of(
        HEALTHCHECK_RETRY_INTERVAL,
        HEALTHCHECK_POLL_INTERVAL,
        HEALTHCHECK_TIMEOUT,
        HEALTHCHECK_CONSECUTIVE_FAILURES,
        PUBKEY_MAX_RETRIES,
        PUBKEY_TIMEOUT,
        REPORT_INTERVAL,
        FINISHED_INTERVAL,
        REPORT_TRIES,
        REPORT_RETRY_DELAY,
        REPORT_TIMEOUT);
  }
}
