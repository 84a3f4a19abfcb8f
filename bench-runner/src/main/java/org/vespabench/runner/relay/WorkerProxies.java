package org.vespabench.runner.relay;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Trust;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.proxy.ProxyOptions;
import org.vespabench.runner.proxy.ReverseProxy;
import org.vespabench.runner.route.WorkerTrust;

/** The ways to workers, all on the same threads, opened as workers are named. Thread-safe. */
final class WorkerProxies implements AutoCloseable {
  private final WorkerTrust trust;
  private final Duration timeout;
  private final Map<URI, ReverseProxy> byUrl = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  // Guarded by lock.
  private @Nullable ReverseProxy first;
  private @Nullable SSLContext tls;
  private boolean closed;

  /**
   * Open nothing yet.
   *
   * @param trust stays the caller's
   * @param timeout how long a worker may take for one request; zero for no limit
   */
  WorkerProxies(WorkerTrust trust, Duration timeout) {
    this.trust = trust;
    this.timeout = timeout;
  }

  /**
   * Find the way to a worker.
   *
   * @return completes exceptionally with an exception for the operator if there can be none
   */
  CompletableFuture<ReverseProxy> to(URI worker) {
    ReverseProxy known = byUrl.get(worker);
    return known != null
        ? CompletableFuture.completedFuture(known)
        // Elsewhere: the first one takes a moment.
        : trust.options(worker).thenApplyAsync(this::opened);
  }

  private ReverseProxy opened(HttpOptions options) {
    synchronized (lock) {
      if (closed) {
        throw new BenchmarkException("bench client is being stopped");
      }
      ReverseProxy known = byUrl.get(options.url());
      if (known != null) {
        return known;
      }
      ProxyOptions toward = proxyOptions(options);
      ReverseProxy one =
          first == null
              ? ReverseProxy.open(
                  toward, Ticker.SYSTEM, (outcome, why) -> Refusal.of(outcome, why).json())
              : first.toward(toward);
      first = first == null ? one : first;
      byUrl.put(options.url(), one);
      return one;
    }
  }

  private ProxyOptions proxyOptions(HttpOptions options) {
    ProxyOptions plain =
        ProxyOptions.to(options.url())
            .withTimeouts(options.connectTimeout(), Duration.ZERO, timeout);
    if (!"https".equalsIgnoreCase(options.url().getScheme())) {
      return plain;
    }
    // One for all: they are trusted alike, and a session can be resumed.
    tls = tls == null ? Trust.of(options) : tls;
    return plain.withTls(tls);
  }

  @Override
  public void close() {
    ReverseProxy all;
    synchronized (lock) {
      closed = true;
      all = first;
    }
    if (all != null) {
      all.close();
    }
  }
}
