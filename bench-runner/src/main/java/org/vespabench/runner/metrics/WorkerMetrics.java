package org.vespabench.runner.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Counts and times what a worker does, for a {@link MetricsPage}. Thread-safe; recording waits for
 * nobody, not even while the page is read, and loses nothing then.
 *
 * <p>Each instance has a registry of its own: the library's common one would mix two workers.
 */
public final class WorkerMetrics {
  /** From a model's cached answer to a long picture or film, about two and a half times each. */
  private static final double[] BUCKETS_SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600
  };

  private static final String NO_CODE = "none";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests;
  private final Histogram queueWait;
  private final Histogram latency;
  private final Histogram firstByte;

  /**
   * Tells what the worker itself keeps count of. Asked whenever the page is read, on the page's
   * thread, so it must not block.
   */
  public interface Sources {
    /** Tell how many requests are with the backend. */
    int inFlight();

    /** Tell the units of work of all requests in hand. */
    double costInFlight();

    /** Tell how many requests wait for a slot. */
    int waiting();

    /** Tell the units of work per second that were measured; 0, and not shown, until then. */
    double capacity();

    /** Tell whether requests are taken. */
    boolean isReady();

    /** Tell how many reports of the worker's status arrived; never fewer than before. */
    long statusSent();

    /** Tell how many reports of the worker's status did not arrive; never fewer than before. */
    long statusFailed();

    /** Tell how many reports of finished requests arrived; never fewer than before. */
    long finishedSent();

    /** Tell how many reports of finished requests did not arrive; never fewer than before. */
    long finishedFailed();
  }

  /** Begin with every count at zero. */
  public WorkerMetrics(Sources sources) {
    requests =
        Counter.builder()
            .name("bench_worker_requests_total")
            .help("Requests that ended, by how and with which status.")
            .labelNames("outcome", "code")
            .withoutExemplars()
            .register(registry);
    // Else the first success would not be seen as a rise: rates need a value before it.
    requests.initLabelValues(RequestOutcome.SUCCESS.label(), "200");
    queueWait = histogram("bench_worker_queue_wait_seconds", "Time a request waited for a slot.");
    latency =
        histogram(
            "bench_worker_request_duration_seconds",
            "Time from a request's arrival to the end of its reply.");
    firstByte =
        histogram(
            "bench_worker_time_to_first_token_seconds",
            "Time from a request's admission to the first byte of its reply's body.");
    showLoad(sources);
    showReports(sources);
    showBuild();
  }

  /**
   * Count a request that ended.
   *
   * @param status what was answered, 100 to 599; anything else if nothing was, and counts as {@code
   *     none}
   */
  public void request(RequestOutcome outcome, int status) {
    boolean answered = status >= 100 && status < 600;
    requests.labelValues(outcome.label(), answered ? Integer.toString(status) : NO_CODE).inc();
  }

  /** Record how long a request waited for a slot; zero if it did not have to. */
  public void queueWait(double seconds) {
    queueWait.observe(seconds);
  }

  /** Record how long a request took, from its arrival to the end of its reply. */
  public void latency(double seconds) {
    latency.observe(seconds);
  }

  /** Record how long it took from a request's admission to the first byte of its reply's body. */
  public void firstByte(double seconds) {
    firstByte.observe(seconds);
  }

  MetricSnapshots read() {
    return registry.scrape();
  }

  private Histogram histogram(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .unit(Unit.SECONDS)
        // The text formats cannot show native buckets, which would be kept for nothing.
        .classicOnly()
        .classicUpperBounds(BUCKETS_SECONDS)
        .withoutExemplars()
        .register(registry);
  }

  private void showLoad(Sources sources) {
    gauge("bench_worker_requests_in_flight", "Requests with the backend.", sources::inFlight);
    gauge("bench_worker_requests_waiting", "Requests that wait for a slot.", sources::waiting);
    gauge("bench_worker_cost_in_flight", "Units of work in hand.", sources::costInFlight);
    gauge(
        "bench_worker_ready", "1 if requests are taken, else 0.", () -> sources.isReady() ? 1 : 0);
    GaugeWithCallback.builder()
        .name("bench_worker_capacity_units_per_second")
        .help("Units of work per second that were measured; absent until then.")
        .callback(
            callback -> {
              double capacity = sources.capacity();
              if (capacity > 0) { // a zero would pull down every average over workers
                callback.call(capacity);
              }
            })
        .register(registry);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  private void showReports(Sources sources) {
    CounterWithCallback.builder()
        .name("bench_worker_reports_total")
        .help("Reports to the autoscaler, by what they tell and whether they arrived.")
        .labelNames("kind", "result")
        .callback(
            callback -> {
              callback.call(sources.statusSent(), "status", "sent");
              callback.call(sources.statusFailed(), "status", "failed");
              callback.call(sources.finishedSent(), "finished", "sent");
              callback.call(sources.finishedFailed(), "finished", "failed");
            })
        .register(registry);
  }

  private void showBuild() {
    String version =
        Optional.ofNullable(WorkerMetrics.class.getPackage().getImplementationVersion())
            .orElse("development");
    Info.builder()
        .name("bench_build_info")
        .help("The version of this program.")
        .labelNames("version")
        .register(registry)
        .addLabelValues(version);
  }
}
