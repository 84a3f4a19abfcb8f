package org.vespabench.runner.route;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Proxy;

/** Connections to workers, which are opened as workers are named. Thread-safe. */
final class Workers implements AutoCloseable {
  private final Routing routing;
  private final WorkerTrust trust;
  private final Map<URI, HttpEngine> byUrl = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  // Guarded by lock.
  private final List<HttpEngine> opened = new ArrayList<>();
  private @Nullable CompletableFuture<HttpEngine> plain;
  private @Nullable CompletableFuture<HttpEngine> secure;
  private boolean closed;

  Workers(Routing routing) {
    this.routing = routing;
    this.trust = new WorkerTrust(routing);
  }

  /**
   * Find the connections to a worker.
   *
   * @return completes exceptionally with a {@link BenchmarkException} or {@link
   *     IllegalArgumentException} for the operator if there can be none
   */
  CompletableFuture<HttpEngine> engine(URI url) {
    HttpEngine known = byUrl.get(url);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    return first(url)
        .thenApply(
            first -> byUrl.computeIfAbsent(url, one -> first.toward(one, proxy(routing, one))));
  }

  /** The engine whose threads all of the scheme share. Opened elsewhere: it takes a moment. */
  private CompletableFuture<HttpEngine> first(URI url) {
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.failedFuture(new BenchmarkException("the test is over"));
      }
      if ("https".equalsIgnoreCase(url.getScheme())) {
        boolean failed = secure != null && secure.isCompletedExceptionally(); // for want of roots
        secure = secure == null || failed ? opening(url) : secure;
        return secure;
      }
      plain = plain == null ? opening(url) : plain;
      return plain;
    }
  }

  private CompletableFuture<HttpEngine> opening(URI url) {
    return trust.options(url).thenApplyAsync(options -> open(url, options));
  }

  private HttpEngine open(URI url, HttpOptions options) {
    HttpEngine engine = HttpEngine.open(options, proxy(routing, url));
    synchronized (lock) {
      if (!closed) {
        opened.add(engine);
        return engine;
      }
    }
    engine.close();
    throw new BenchmarkException("the test is over");
  }

  private static Proxy proxy(Routing routing, URI url) {
    return Proxy.of(routing.environment(), url);
  }

  /** Cut what is in flight to any of them. */
  void cutAll() {
    opened().forEach(HttpEngine::cutAll);
  }

  @Override
  public void close() {
    List<HttpEngine> all;
    synchronized (lock) {
      closed = true;
      all = List.copyOf(opened);
    }
    all.forEach(HttpEngine::close);
    trust.close();
  }

  private List<HttpEngine> opened() {
    synchronized (lock) {
      return List.copyOf(opened);
    }
  }
}
