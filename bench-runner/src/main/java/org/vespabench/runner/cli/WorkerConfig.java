package org.vespabench.runner.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.vespabench.api.Setting;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.config.WorkerSettings;
import org.vespabench.runner.config.WorkerTimings;
import org.vespabench.runner.fleet.FinishedForm;
import org.vespabench.runner.fleet.ReportAddresses;
import org.vespabench.runner.fleet.ReportTimes;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Trust;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.proxy.ProxyOptions;
import org.vespabench.runner.worker.BlockedPaths;
import org.vespabench.runner.worker.HealthCheck;
import org.vespabench.runner.worker.Reporting;
import org.vespabench.runner.worker.Rules;
import org.vespabench.runner.worker.WorkerOptions;

/** Reads a worker's settings, and finds all that is missing or contradictory in them. */
final class WorkerConfig {
  private static final String AUTOSCALER = "https://run.vast.ai";
  private static final String NONE = "none";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Command.Invocation invocation;
  private final SettingValues settings;
  private final Map<String, String> environment;
  private final List<String> problems;

  WorkerConfig(Command.Invocation invocation, Map<String, String> environment) {
    this.invocation = invocation;
    this.settings = invocation.settings();
    this.environment = environment;
    this.problems = new ArrayList<>(invocation.problems());
  }

  /**
   * Tell what to do.
   *
   * @throws UsageException if anything is missing or contradictory; it names all of it
   */
  WorkerOptions options() {
    Optional<HttpOptions> backend = noting(() -> Backend.of(settings));
    Optional<InetSocketAddress> address =
        noting(() -> address(WorkerSettings.HOST, settings.get(WorkerSettings.PORT)));
    Optional<InetSocketAddress> metrics = metrics();
    Optional<Reporting> reporting = reporting();
    Optional<Rules> rules = noting(this::rules);
    if (!problems.isEmpty()) {
      throw new UsageException(told());
    }
    HttpOptions to = backend.orElseThrow();
    return new WorkerOptions(
        address.orElseThrow(),
        tls(),
        proxied(to),
        to.headers(),
        health(to),
        rules.orElseThrow(),
        reporting,
        fallback(),
        metrics,
        books(),
        environment);
  }

  private ProxyOptions proxied(HttpOptions backend) {
    ProxyOptions plain =
        ProxyOptions.to(backend.url())
            .withTimeouts(
                CONNECT_TIMEOUT, settings.get(WorkerSettings.BACKEND_TIMEOUT), Duration.ZERO);
    return "https".equalsIgnoreCase(backend.url().getScheme())
        ? plain.withTls(Trust.of(backend))
        : plain;
  }

  private String told() {
    return problems.size() == 1
        ? problems.get(0)
        : "the worker cannot start, for %d reasons:%n  %s"
            .formatted(problems.size(), String.join("\n  ", problems));
  }

  private <T> Optional<T> noting(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (UsageException | IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private InetSocketAddress address(Setting<String> host, int port) {
    String name = settings.get(host);
    try {
      return new InetSocketAddress(InetAddress.getByName(name), port);
    } catch (UnknownHostException e) {
      throw new UsageException(
          "--%s '%s' is no address of this machine (from %s)"
              .formatted(host.name(), name, settings.sourceOf(host).label()),
          e);
    }
  }

  private Optional<InetSocketAddress> metrics() {
    String port = settings.get(WorkerSettings.METRICS_PORT);
    if (port.equals(NONE)) {
      return Optional.empty();
    }
    int number = Integer.parseInt(port);
    if (number != 0 && number == settings.get(WorkerSettings.PORT)) {
      problems.add(
          "--metrics-port %s is the worker's own port: give another, or none".formatted(port));
    }
    return noting(() -> address(WorkerSettings.METRICS_HOST, number));
  }

  private Optional<WorkerOptions.Tls> tls() {
    return settings.get(WorkerSettings.USE_SSL)
        ? Optional.of(
            new WorkerOptions.Tls(
                Path.of(settings.get(WorkerSettings.SSL_CERT)),
                Path.of(settings.get(WorkerSettings.SSL_KEY))))
        : Optional.empty();
  }

  private HealthCheck health(HttpOptions backend) {
    String given = settings.get(WorkerSettings.HEALTHCHECK_ENDPOINT);
    return HealthCheck.of(
            backend,
            given.isEmpty() ? invocation.needPlugin().benchmark().healthPath() : given,
            !given.isEmpty(),
            settings.get(WorkerSettings.READY_TIMEOUT),
            settings.get(WorkerSettings.READY_TIMEOUT_RESUME))
        .withPauses(
            settings.get(WorkerTimings.HEALTHCHECK_RETRY_INTERVAL),
            settings.get(WorkerTimings.HEALTHCHECK_POLL_INTERVAL),
            settings.get(WorkerTimings.HEALTHCHECK_TIMEOUT))
        .withFailures(settings.get(WorkerTimings.HEALTHCHECK_CONSECUTIVE_FAILURES));
  }

  private Rules rules() {
    return new Rules(
        !settings.get(WorkerSettings.UNSECURED),
        BlockedPaths.parse(settings.get(WorkerSettings.BLOCKED_PATHS)),
        settings.get(WorkerSettings.MAX_BODY) << 20,
        settings.get(WorkerSettings.MAX_WAIT_TIME),
        maxConcurrency(),
        settings.get(WorkerSettings.DEFAULT_COST));
  }

  private int maxConcurrency() {
    int given = settings.get(WorkerSettings.MAX_CONCURRENCY);
    if (settings.get(WorkerSettings.ALLOW_PARALLEL)) {
      return given;
    }
    if (given > 1) {
      throw new UsageException(
          "ALLOW_PARALLEL=false lets 1 request be at the backend, MAX_CONCURRENCY=%d lets %d: give one of them"
              .formatted(given, given));
    }
    return 1;
  }

  private OptionalDouble fallback() {
    String text = settings.get(WorkerSettings.FALLBACK);
    return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
  }

  private Optional<Path> books() {
    String file = settings.get(WorkerSettings.BOOKS);
    return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
  }

  /** Tell what stands for those defaults that depend on other settings, by name. */
  Map<String, String> effective() {
    String variable = "VAST_TCP_PORT_" + settings.get(WorkerSettings.PORT);
    String port = environment.getOrDefault(variable, "").strip();
    Map<String, String> effective = new LinkedHashMap<>();
    effective.put(WorkerSettings.REPORT_ADDR.name(), reportAddress());
    if (settings.get(WorkerSettings.PUBLIC_PORT) == 0 && !port.isEmpty()) {
      effective.put(WorkerSettings.PUBLIC_PORT.name(), "%s (%s)".formatted(port, variable));
    }
    return effective;
  }

  /** Tell the autoscaler's addresses in force; {@code none} for nobody. */
  String reportAddress() {
    String given = settings.get(WorkerSettings.REPORT_ADDR);
    if (!given.isEmpty()) {
      return given;
    }
    return settings.get(WorkerSettings.UNSECURED) ? NONE : AUTOSCALER;
  }

  private Optional<Reporting> reporting() {
    String to = reportAddress();
    if (to.equals(NONE)) {
      if (!settings.get(WorkerSettings.UNSECURED)) {
        problems.add(
            "REPORT_ADDR=none: a secured worker fetches the autoscaler's key from there. Name the autoscaler, or set UNSECURED=true to take unsigned requests.");
      }
      return Optional.empty();
    }
    Optional<ReportAddresses> addresses = noting(() -> ReportAddresses.parse(to));
    String id = settings.get(WorkerSettings.CONTAINER_ID);
    need("CONTAINER_ID", "--container-id", "this worker's number", id);
    String host = settings.get(WorkerSettings.PUBLIC_IPADDR);
    need("PUBLIC_IPADDR", "--public-ipaddr", "the address by which clients reach it", host);
    Optional<Integer> port = publicPort();
    return addresses.isEmpty() || id.isEmpty() || port.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Reporting(
                addresses.get(),
                Long.parseLong(id),
                settings.get(WorkerSettings.MASTER_TOKEN),
                host,
                port.get(),
                FinishedForm.valueOf(
                    settings.get(WorkerSettings.REPORT_FORM).toUpperCase(java.util.Locale.ROOT)),
                times(WorkerTimings.REPORT_INTERVAL),
                times(WorkerTimings.FINISHED_INTERVAL),
                settings.get(WorkerTimings.PUBKEY_MAX_RETRIES),
                settings.get(WorkerTimings.PUBKEY_TIMEOUT)));
  }

  private ReportTimes times(Setting<Duration> look) {
    Duration limit = settings.get(WorkerTimings.REPORT_TIMEOUT);
    Duration closing = ReportTimes.DEFAULT.closing();
    return new ReportTimes(
        settings.get(look),
        ReportTimes.DEFAULT.heartbeat(),
        limit,
        settings.get(WorkerTimings.REPORT_RETRY_DELAY),
        settings.get(WorkerTimings.REPORT_TRIES),
        limit.compareTo(closing) < 0 ? limit : closing);
  }

  private void need(String variable, String flag, String what, String value) {
    if (value.isBlank()) {
      problems.add(
          "%s (%s) is missing: %s, which a worker that reports needs"
              .formatted(variable, flag, what));
    }
  }

  /** Tell the port in force by which clients reach it; 0 for the one that it listens on. */
  private Optional<Integer> publicPort() {
    int given = settings.get(WorkerSettings.PUBLIC_PORT);
    int own = settings.get(WorkerSettings.PORT);
    if (given != 0 || own == 0) {
      return Optional.of(given);
    }
    String variable = "VAST_TCP_PORT_" + own;
    String text = environment.getOrDefault(variable, "").strip();
    need(variable, "--public-port", "the port by which clients reach it", text);
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) < 65_536) {
      return Optional.of(Integer.parseInt(text));
    }
    if (!text.isEmpty()) {
      problems.add(
          "%s='%s' is not a port, 1 to 65535 (from the environment)".formatted(variable, text));
    }
    return Optional.empty();
  }

  /** Plan the benchmark: with those settings alone that {@code bench run} has as well. */
  RunPlan plan(String command, List<Setting<?>> ofBenchmark) {
    Plugin plugin = invocation.needPlugin();
    List<Setting<?>> known = new ArrayList<>(ofBenchmark);
    known.addAll(plugin.settings());
    SettingValues values = limited(settings.only(known));
    return new RunPlan(
        command,
        plugin.benchmark(),
        new Result.Plugin(ListCommand.fileName(plugin.jar()), plugin.version()),
        values,
        values.seed(),
        Backend.of(settings),
        withoutProxies(),
        false);
  }

  /** What the backend does with more requests at once than it will ever get is no capacity. */
  private SettingValues limited(SettingValues values) {
    int most = maxConcurrency();
    boolean more = most > 0 && values.get(Setting.CONCURRENCY) > most;
    return more && !values.sourceOf(Setting.CONCURRENCY).isUser()
        ? values.with(Setting.CONCURRENCY, most)
        : values;
  }

  /** Requests are passed on straight, so they are measured straight. */
  private Map<String, String> withoutProxies() {
    Map<String, String> less = new LinkedHashMap<>(environment);
    less.keySet().removeIf(name -> name.matches("(?i)(https?|all)_proxy"));
    return less;
  }

  /** Tell where the number is kept. */
  Path cacheFile() {
    return Path.of(settings.get(RunnerSettings.CACHE_FILE));
  }
}
