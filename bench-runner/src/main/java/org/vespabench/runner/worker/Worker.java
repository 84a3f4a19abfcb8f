package org.vespabench.runner.worker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.fleet.Ask;
import org.vespabench.runner.fleet.Job;
import org.vespabench.runner.fleet.Meter;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.metrics.MetricsPage;
import org.vespabench.runner.metrics.WorkerMetrics;
import org.vespabench.runner.proxy.ForwardedRequest;
import org.vespabench.runner.proxy.ReverseProxy;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.ServerOptions;
import org.vespabench.runner.server.ServerReply;

/**
 * A worker: it listens and reports at once, measures the backend when that is ready, and serves
 * from then on. Thread-safe.
 */
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private static final int MOST_WAITING = 1000;
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final WorkerOptions options;
  private final CapacitySource capacity;
  private final WorkerState state = new WorkerState();
  private final Meter meter = new Meter();
  private final Admission admission;
  private final Optional<Reports> reports;
  private final Signatures signatures;
  private final ReverseProxy proxy;
  private final BackendHealth health;
  private final WorkerMetrics metrics;
  private final Ledger ledger;
  private final ExecutorService slow;
  private final Thread startup;
  private @Nullable HttpServer server;
  private @Nullable MetricsPage page;

  /** Guarded by this. */
  private boolean closed;

  private Worker(WorkerOptions options, CapacitySource capacity) {
    this.options = options;
    this.capacity = capacity;
    Rules rules = options.rules();
    this.admission =
        new Admission(meter, () -> state.now().capacity(), rules.maxWait(), rules.maxConcurrency());
    this.reports = options.reporting().map(to -> new Reports(to, options.environment()));
    this.signatures = new Signatures(this::keyAtOnce, Ticker.SYSTEM);
    this.proxy = ReverseProxy.open(options.backend(), Ticker.SYSTEM);
    this.health = new BackendHealth(options.health());
    this.metrics = new WorkerMetrics(new WorkerFigures(state, meter, admission, reports));
    this.ledger = Ledger.open(metrics, options.books());
    this.slow = slow();
    this.startup = daemon(this::startUp, "bench-startup-1");
  }

  /** Takes large bodies apart. What waits for it holds memory, so it does not wait without end. */
  private static ExecutorService slow() {
    int threads = Runtime.getRuntime().availableProcessors();
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MOST_WAITING),
        task -> daemon(task, "bench-worker-" + number.incrementAndGet()));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Start a worker. It may take minutes until it serves; what goes wrong until then is reported,
   * and the worker lives on.
   *
   * @param capacity asked once the backend is ready
   * @throws BenchmarkException if it cannot listen, and reports to nobody; for the operator
   * @throws IllegalArgumentException if it would need a proxy that cannot be used; likewise
   */
  public static Worker start(WorkerOptions options, CapacitySource capacity) {
    Worker worker = new Worker(options, capacity);
    try {
      worker.open();
      return worker;
    } catch (RuntimeException | Error e) {
      worker.close();
      throw e;
    }
  }

  private void open() {
    String trouble = listen();
    if (!trouble.isEmpty() && reports.isEmpty()) {
      throw new BenchmarkException(trouble);
    }
    showMetrics();
    reports.ifPresent(to -> to.start(url(), meter));
    if (trouble.isEmpty()) {
      startup.start();
    } else {
      log.error("not ready: {}", trouble);
      state.failed(trouble);
      reports.flatMap(Reports::status).ifPresent(status -> status.error(trouble));
    }
  }

  /** Listen, or tell why not. */
  private String listen() {
    Intake intake =
        new Intake(options.rules(), state, signatures, admission, this::pass, ledger, slow);
    try {
      ServerOptions serving = ServerOptions.LIMITED;
      if (options.tls().isPresent()) {
        serving = serving.withTls(options.tls().get().certificates(), options.tls().get().key());
      }
      server =
          HttpServer.start(
              options.address().getAddress(), options.address().getPort(), serving, intake);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void pass(
      Ask ask, Job job, ForwardedRequest request, ServerReply reply, long arrivedNanos) {
    ForwardedRequest sent = request;
    for (var header : options.headers().entrySet()) {
      sent = sent.withHeader(header.getKey(), header.getValue());
    }
    new ServedRequest(ask, job, sent, reply, arrivedNanos, metrics, ledger).queue(admission, proxy);
  }

  /** A worker that serves is worth more than one that can be looked at. */
  private void showMetrics() {
    if (options.metrics().isEmpty()) {
      return;
    }
    InetSocketAddress at = options.metrics().get();
    try {
      MetricsPage opened = MetricsPage.start(at.getAddress(), at.getPort(), metrics);
      log.info("metrics are at {}/metrics", opened.url());
      page = opened;
    } catch (IOException e) {
      log.warn("there are no metrics: {} (--metrics-port)", e.getMessage());
    }
  }

  private String keyAtOnce() throws InterruptedException {
    return to().keyAtOnce();
  }

  private Reports to() {
    return reports.orElseThrow(() -> new BenchmarkException("nothing is verified here"));
  }

  private void startUp() {
    new Startup(
            options.health(),
            health,
            capacity,
            options.fallback(),
            options.rules().secured() ? signatures : null,
            () -> to().keyWithRetries(),
            state,
            reports.flatMap(Reports::status))
        .run();
  }

  /** Tell where it listens, or should, without a slash at the end. */
  public URI url() {
    HttpServer listening = server;
    if (listening != null) {
      return listening.url();
    }
    InetSocketAddress at = options.address();
    return URI.create(
        "%s://%s:%d"
            .formatted(
                options.tls().isPresent() ? "https" : "http", at.getHostString(), at.getPort()));
  }

  /** Tell whether clients can reach it at all. */
  public boolean isListening() {
    return server != null;
  }

  /** Tell where its metrics are, if anywhere. */
  public Optional<URI> metricsUrl() {
    return Optional.ofNullable(page).map(MetricsPage::url);
  }

  /** Tell whether it serves. */
  public boolean isReady() {
    return state.now().phase() == WorkerState.Phase.READY;
  }

  /** Count the requests that it has in hand. */
  public int inHand() {
    return meter.inFlight();
  }

  /**
   * Take no more requests, and wait for those in hand. {@link #close} it then.
   *
   * @param limit zero for none
   * @return false if the limit came first
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean drain(Duration limit) throws InterruptedException {
    state.stopping();
    stopStarting();
    HttpServer listening = server;
    return listening == null || listening.drain(limit.isZero() ? FOR_EVER : limit);
  }

  private void stopStarting() {
    capacity.stop();
    startup.interrupt();
  }

  /** Break off what is in hand, send the last reports, and end. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    state.stopping();
    stopStarting();
    proxy.close(); // first, so that those in hand count as failed and not as left by their clients
    HttpServer listening = server;
    if (listening != null) {
      listening.close();
    }
    ledger.close();
    signatures.close();
    slow.shutdownNow();
    reports.ifPresent(Reports::close);
    health.close();
    MetricsPage shown = page;
    if (shown != null) {
      shown.close();
    }
  }
}
