package org.vespabench.runner.relay;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.proxy.ReverseProxy;
import org.vespabench.runner.route.WorkerFinder;
import org.vespabench.runner.route.WorkerSearch;
import org.vespabench.runner.route.WorkerTrust;

/** Is what all requests of a relay share on their way out. Thread-safe. */
final class Outbound implements AutoCloseable {
  /** With the pauses between them some ten seconds: a deployment of the autoscaler is over then. */
  private static final int RETRIES = 3;

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final RelayOptions options;
  private final HttpEngine autoscaler;
  private final WorkerFinder finder;
  private final WorkerTrust trust;
  private final WorkerProxies workers;
  private final Set<RelayedRequest> live = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /** To read a large body takes a while, in which an I/O thread would keep others waiting. */
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          task -> {
            Thread thread = new Thread(task, "bench-relay-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  Outbound(RelayOptions options) {
    this.options = options;
    URI url = options.autoscaler().url();
    this.autoscaler =
        HttpEngine.open(options.autoscaler(), Proxy.of(options.routing().environment(), url));
    this.finder = WorkerFinder.retrying(options.routing(), autoscaler, RETRIES);
    this.trust = new WorkerTrust(options.routing());
    this.workers = new WorkerProxies(trust, options.timeout());
  }

  RelayOptions options() {
    return options;
  }

  void began(RelayedRequest one) {
    live.add(one);
  }

  void ended(RelayedRequest one) {
    live.remove(one);
  }

  /** Once it is, no request gets to a worker any more. */
  boolean isStopping() {
    return stopping;
  }

  /**
   * Read and price a request, where it may take its time.
   *
   * @throws RejectedExecutionException if this is closed
   */
  void read(Runnable task) {
    readers.execute(task);
  }

  WorkerSearch search(double cost) {
    return finder.search(cost, nanos());
  }

  CompletableFuture<ReverseProxy> to(URI worker) {
    return workers.to(worker);
  }

  long nanos() {
    return Ticker.SYSTEM.nanos();
  }

  Duration since(long nanos) {
    return Duration.ofNanos(nanos() - nanos);
  }

  /** Break off what is under way; each request hears of it, and answers its client. */
  @Override
  public void close() {
    stopping = true; // first: whoever is not stopped below sees this
    readers.shutdownNow().forEach(Runnable::run); // they only say that it stops
    live.forEach(RelayedRequest::stop);
    workers.close();
    trust.close();
    autoscaler.close();
  }
}
