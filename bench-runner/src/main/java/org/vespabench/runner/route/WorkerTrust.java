package org.vespabench.runner.route;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.http.Roots;

/**
 * Knows which certificates workers may have. Thread-safe.
 *
 * <p>Workers show certificates of the autoscaler's own authority. It is fetched when the first
 * https worker is named, not before, and trusted for workers alone.
 */
public final class WorkerTrust implements AutoCloseable {
  private static final String ROOT_PATH = "/static/jvastai_root.cer";
  private static final Duration ROOT_LIMIT = Duration.ofSeconds(10);

  private final Routing routing;
  private final Object lock = new Object();
  // Guarded by lock.
  private @Nullable CompletableFuture<Roots> roots;
  private @Nullable HttpEngine console;
  private boolean closed;

  /** Open nothing yet. */
  public WorkerTrust(Routing routing) {
    this.routing = routing;
  }

  /**
   * Tell how to reach a worker: with the trust that it needs.
   *
   * @return completes exceptionally with a {@link BenchmarkException} or {@link
   *     IllegalArgumentException} for the operator if its certificate cannot be verified
   */
  public CompletableFuture<HttpOptions> options(URI worker) {
    HttpOptions options = routing.workers().toward(worker);
    boolean known =
        !"https".equalsIgnoreCase(worker.getScheme())
            || options.insecure()
            || options.roots().isPresent();
    return known
        ? CompletableFuture.completedFuture(options)
        : roots().thenApply(fetched -> options.withTrust(Optional.of(fetched), false));
  }

  private CompletableFuture<Roots> roots() {
    synchronized (lock) {
      if (roots == null || roots.isCompletedExceptionally()) { // the console may be back by now
        // Elsewhere: to open an engine takes a moment.
        roots = CompletableFuture.supplyAsync(this::openConsole).thenCompose(this::fetch);
      }
      return roots;
    }
  }

  /** Never called by two threads at once, as there is one fetch at a time. */
  private HttpEngine openConsole() {
    synchronized (lock) {
      if (console != null) {
        return console;
      }
    }
    URI url = routing.console();
    HttpEngine engine = HttpEngine.open(HttpOptions.to(url), Proxy.of(routing.environment(), url));
    synchronized (lock) {
      if (!closed) {
        console = engine;
        return engine;
      }
    }
    engine.close();
    throw new BenchmarkException("it is over");
  }

  private CompletableFuture<Roots> fetch(HttpEngine engine) {
    String from = HttpOptions.to(routing.console()).shownUrl() + ROOT_PATH;
    return engine
        .session(ROOT_LIMIT)
        .send(TestRequest.get(ROOT_PATH))
        .handle((reply, cause) -> parsed(reply, cause, from));
  }

  private static Roots parsed(@Nullable HttpReply reply, @Nullable Throwable cause, String from) {
    if (reply == null || reply.status() != 200) {
      throw new BenchmarkException(
          "the certificates that workers are verified by cannot be fetched from %s: %s. Give them with --cacert FILE."
              .formatted(
                  from,
                  reply == null
                      ? String.valueOf(cause == null ? "" : cause.getMessage())
                      : "status " + reply.status()));
    }
    return Roots.parse(reply.body().getBytes(StandardCharsets.UTF_8), from);
  }

  @Override
  public void close() {
    HttpEngine open;
    synchronized (lock) {
      closed = true;
      open = console;
    }
    if (open != null) {
      open.close();
    }
  }
}
