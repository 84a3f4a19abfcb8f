package org.vespabench.runner.config;

import java.time.Duration;
import java.util.List;
import org.vespabench.api.Setting;

/** The settings of the worker alone. Those that the original has are also its variables. */
public final class WorkerSettings {
  /** Where it listens. */
  public static final Setting<String> HOST =
      Setting.text("host", "0.0.0.0", "address to listen on")
          .where(one -> !one.isBlank(), "a name");

  /** The port it listens on. */
  public static final Setting<Integer> PORT =
      Setting.integer("port", 3000, "port to listen on; 0: any that is free")
          .where(n -> n >= 0 && n < 65_536, "a port, 0 to 65535")
          .env("WORKER_PORT");

  /** Speak TLS. */
  public static final Setting<Boolean> USE_SSL =
      Setting.flag("use-ssl", false, "serve https").env("USE_SSL");

  /** The server's certificates. */
  public static final Setting<String> SSL_CERT =
      Setting.text("ssl-cert", "/etc/instance.crt", "PEM file of the certificate, then its chain");

  /** The certificate's key. */
  public static final Setting<String> SSL_KEY =
      Setting.text("ssl-key", "/etc/instance.key", "PEM file of the certificate's private key");

  /** Take requests that nobody signed. */
  public static final Setting<Boolean> UNSECURED =
      Setting.flag("unsecured", false, "take requests that no autoscaler signed").env("UNSECURED");

  /** What tells that the backend is ready; empty for the plugin's. */
  public static final Setting<String> HEALTHCHECK_ENDPOINT =
      Setting.text(
              "healthcheck-endpoint",
              "",
              "path that answers 2xx when the backend is well; by default the plugin's")
          .where(path -> path.isEmpty() || path.startsWith("/"), "a path that starts with '/'")
          .env("HEALTHCHECK_ENDPOINT");

  /** How long a backend may take to become ready. */
  public static final Setting<Duration> READY_TIMEOUT =
      Setting.duration(
              "ready-timeout",
              Duration.ofMinutes(20),
              "how long the backend may take to become ready, where there is no number yet")
          .where(WorkerSettings::isTime, "a time above 0")
          .env("READY_TIMEOUT")
          .env("READY_TIMEOUT_INITIAL");

  /** How long it may take where it was measured before. */
  public static final Setting<Duration> READY_TIMEOUT_RESUME =
      Setting.duration(
              "ready-timeout-resume",
              Duration.ofMinutes(5),
              "the same, where the cache file has a number")
          .where(WorkerSettings::isTime, "a time above 0")
          .env("READY_TIMEOUT_RESUME");

  /** Let several requests be at the backend. */
  public static final Setting<Boolean> ALLOW_PARALLEL =
      Setting.flag("allow-parallel", true, "let several requests be at the backend at once")
          .env("ALLOW_PARALLEL");

  /** How many; zero for any number. */
  public static final Setting<Integer> MAX_CONCURRENCY =
      Setting.integer(
              "max-concurrency",
              0,
              "how many requests may be at the backend, others wait in order; 0: any number")
          .where(n -> n >= 0, "a whole number, 0 or more")
          .env("MAX_CONCURRENCY");

  /** How long the work in hand may take. */
  public static final Setting<Duration> MAX_WAIT_TIME =
      Setting.duration(
              "max-wait-time",
              Duration.ofSeconds(10),
              "answer 429 while the work in hand takes longer than this at the measured rate, or none")
          .env("MAX_WAIT_TIME");

  /** How large a request may be. */
  public static final Setting<Integer> MAX_BODY =
      Setting.integer(
              "max-body",
              64,
              "largest body that is read into memory, in MiB: of a request with auth_data, and of a benchmark's reply")
          .where(n -> n >= 1 && n <= 1024, "a whole number from 1 to 1024");

  /** How long a backend may think. */
  public static final Setting<Duration> BACKEND_TIMEOUT =
      Setting.duration(
          "backend-timeout",
          Duration.ZERO,
          "answer 504 where the backend has not begun to answer for so long, or none");

  /** Paths that nobody may ask for. */
  public static final Setting<String> BLOCKED_PATHS =
      Setting.text("blocked-paths", "", "patterns of paths to refuse, as in /admin*,/v1/models")
          .env("BLOCKED_PATHS");

  /** What a request without a price is taken for; zero for what it says. */
  public static final Setting<Double> DEFAULT_COST =
      Setting.number(
              "default-cost",
              0,
              "units of work of a request whose cost is 1 or less; 0: as it says")
          .where(cost -> cost >= 0, "a number of 0 or more")
          .env("DEFAULT_COST");

  /** What to report where nothing could be measured; empty for an error. */
  public static final Setting<String> FALLBACK =
      Setting.text(
              "fallback",
              "",
              "units/s to report where the benchmark failed, for example 1.0; by default that is an error")
          .where(text -> text.isEmpty() || isPositive(text), "a number above 0");

  /** How long to wait for requests at the end. */
  public static final Setting<Duration> DRAIN_TIMEOUT =
      Setting.duration(
          "drain-timeout",
          Duration.ofSeconds(30),
          "at the end, wait so long for what is under way; none: until it has ended");

  /** Where to report. */
  public static final Setting<String> REPORT_ADDR =
      Setting.text(
              "report-addr",
              "",
              "the autoscaler's addresses, separated by commas, or none; https://run.vast.ai unless --unsecured")
          .env("REPORT_ADDR");

  /** How to report. */
  public static final Setting<String> REPORT_FORM =
      Setting.choice("report-form", "how finished requests are reported", "detailed", "lists");

  /** What the autoscaler knows its workers by. */
  public static final Setting<String> MASTER_TOKEN =
      Setting.text("master-token", "", "what the autoscaler knows its workers by")
          .env("MASTER_TOKEN")
          .secret();

  /** Which worker this is. */
  public static final Setting<String> CONTAINER_ID =
      Setting.text("container-id", "", "this worker's number")
          .where(text -> text.isEmpty() || text.matches("\\d{1,18}"), "a whole number")
          .env("CONTAINER_ID");

  /** Where clients reach it. */
  public static final Setting<String> PUBLIC_IPADDR =
      Setting.text("public-ipaddr", "", "address by which clients reach this machine")
          .env("PUBLIC_IPADDR");

  /** The port by which clients reach it; zero for what the variable says. */
  public static final Setting<Integer> PUBLIC_PORT =
      Setting.integer(
              "public-port", 0, "port by which clients reach it; 0: as VAST_TCP_PORT_<port> says")
          .where(n -> n >= 0 && n < 65_536, "a port, 0 to 65535");

  /** Where metrics are. */
  public static final Setting<String> METRICS_PORT =
      Setting.text("metrics-port", "9464", "port of /metrics, or none; 0: any that is free")
          .where(WorkerSettings::isPortOrNone, "a port, 0 to 65535, or none");

  /** Who may read them. */
  public static final Setting<String> METRICS_HOST =
      Setting.text("metrics-host", "127.0.0.1", "address that /metrics listens on")
          .where(one -> !one.isBlank(), "a name");

  /** Where each request is written down. */
  public static final Setting<String> BOOKS =
      Setting.text("books", "", "write each request to this CSV file when it has ended");

  /** What lines of the log look like. */
  public static final Setting<String> LOG_FORMAT =
      Setting.choice("log-format", "how the log is written", "text", "json");

  /** What is logged. */
  public static final Setting<String> LOG_LEVEL =
      Setting.text("log-level", "INFO", "what is logged: ERROR, WARN, INFO, DEBUG or TRACE")
          .where(
              text -> text.matches("(?i)error|warn(ing)?|info|debug|trace"),
              "one of ERROR, WARN, INFO, DEBUG, TRACE")
          .env("LOG_LEVEL");

  /** Show the settings and do nothing. */
  public static final Setting<Boolean> PRINT_CONFIG =
      Setting.flag("print-config", false, "print each setting with its source, and do nothing");

  private WorkerSettings() {}

  private static boolean isTime(Duration time) {
    return !time.isZero() && !time.isNegative();
  }

  private static boolean isPositive(String text) {
    return text.matches("\\d+(\\.\\d+)?") && Double.parseDouble(text) > 0;
  }

  private static boolean isPortOrNone(String text) {
    return text.equals("none") || (text.matches("\\d{1,5}") && Integer.parseInt(text) < 65_536);
  }

  /** List them. */
  public static List<Setting<?>> all() {
    return List.of(
        HOST,
        PORT,
        USE_SSL,
        SSL_CERT,
        SSL_KEY,
        UNSECURED,
        HEALTHCHECK_ENDPOINT,
        READY_TIMEOUT,
        READY_TIMEOUT_RESUME,
        ALLOW_PARALLEL,
        MAX_CONCURRENCY,
        MAX_WAIT_TIME,
        MAX_BODY,
        BACKEND_TIMEOUT,
        BLOCKED_PATHS,
        DEFAULT_COST,
        FALLBACK,
        DRAIN_TIMEOUT,
        REPORT_ADDR,
        REPORT_FORM,
        MASTER_TOKEN,
        CONTAINER_ID,
        PUBLIC_IPADDR,
        PUBLIC_PORT,
        METRICS_PORT,
        METRICS_HOST,
        BOOKS,
        LOG_FORMAT,
        LOG_LEVEL,
        PRINT_CONFIG);
  }
}
