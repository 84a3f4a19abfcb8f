package org.vespabench.runner.route;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.http.Roots;

/**
 * Connections to workers, which are opened as workers are named. Thread-safe.
 *
 * <p>Workers show certificates of the autoscaler's own authority. It is fetched when the first
 * https worker is named, not before, and trusted for workers alone.
 */
final class Workers implements AutoCloseable {
  private static final String ROOT_PATH = "/static/jvastai_root.cer";
  private static final Duration ROOT_LIMIT = Duration.ofSeconds(10);

  private final Routing routing;
  private final Map<URI, HttpEngine> byUrl = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  // Guarded by lock.
  private final List<HttpEngine> opened = new ArrayList<>();
  private @Nullable CompletableFuture<HttpEngine> plain;
  private @Nullable CompletableFuture<HttpEngine> secure;
  private boolean closed;

  Workers(Routing routing) {
    this.routing = routing;
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
      if (!"https".equalsIgnoreCase(url.getScheme())) {
        if (plain == null) {
          HttpOptions options = routing.workers().toward(url);
          plain = CompletableFuture.supplyAsync(() -> open(url, options));
        }
        return plain;
      }
      if (secure == null) { // once: a console that has no certificates has none for the next either
        secure = openSecure(url);
      }
      return secure;
    }
  }

  private CompletableFuture<HttpEngine> openSecure(URI url) {
    HttpOptions options = routing.workers().toward(url);
    return options.insecure() || options.roots().isPresent()
        ? CompletableFuture.supplyAsync(() -> open(url, options))
        : CompletableFuture.supplyAsync(this::console)
            .thenCompose(this::fetchRoots)
            .thenApplyAsync(roots -> open(url, options.withTrust(Optional.of(roots), false)));
  }

  private HttpEngine console() {
    return open(routing.console(), HttpOptions.to(routing.console()));
  }

  private CompletableFuture<Roots> fetchRoots(HttpEngine console) {
    String from = HttpOptions.to(routing.console()).shownUrl() + ROOT_PATH;
    return console
        .session(ROOT_LIMIT)
        .send(TestRequest.get(ROOT_PATH))
        .handle((reply, cause) -> roots(reply, cause, from));
  }

  private static Roots roots(@Nullable HttpReply reply, @Nullable Throwable cause, String from) {
    if (reply == null || reply.status() != 200) {
      throw new BenchmarkException(
          "the certificates that workers are verified by cannot be fetched from %s: %s. Give them with --cacert FILE."
              .formatted(
                  from,
                  reply == null
                      ? String.valueOf(cause == null ? "" : cause.getMessage())
                      : "status " + reply.status()));
    }
    return Roots.parse(reply.body().getBytes(java.nio.charset.StandardCharsets.UTF_8), from);
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
  }

  private List<HttpEngine> opened() {
    synchronized (lock) {
      return List.copyOf(opened);
    }
  }
}
