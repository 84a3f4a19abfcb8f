package org.vespabench.runner.proxy;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.server.ServerReply;

/**
 * Passes requests on to one backend, and its replies back, both as they come. Thread-safe.
 *
 * <p>Nothing is followed, cached, decompressed or tried again, but for a request that met a
 * connection just closed by the backend. What the backend cannot be asked is answered in its place,
 * as {@code {"error": "…"}}: 501 for WebSocket and CONNECT, 502 if it cannot be reached or breaks
 * off, 503 once the proxy is closed, 504 past a time limit.
 */
public final class ReverseProxy implements AutoCloseable {
  private final ProxyOptions options;
  private final Ticker ticker;
  private final Target target;
  private final BackendConnections connections;
  private final ScheduledThreadPoolExecutor timer;
  private final Set<Forwarding> live = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private ReverseProxy(ProxyOptions options, Ticker ticker) {
    this.options = options;
    this.ticker = ticker;
    this.target = new Target(options.backend());
    this.connections = new BackendConnections(options, tls(options));
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "bench-proxy-timer-1");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Start the I/O threads. The backend need not be there yet.
   *
   * @param ticker gives listeners their times
   */
  public static ReverseProxy open(ProxyOptions options, Ticker ticker) {
    return new ReverseProxy(options, ticker);
  }

  private static @Nullable SSLContext tls(ProxyOptions options) {
    if (!options.isTls()) {
      return null;
    }
    try {
      return options.tls().isPresent() ? options.tls().get() : SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(
          "this Java cannot speak TLS to %s: %s".formatted(options.backend(), e.getMessage()), e);
    }
  }

  /**
   * Pass one request on, and answer it. Returns at once; nothing else may use the reply.
   *
   * @param listener told how it fares, at the latest when this proxy is closed
   */
  public void forward(ForwardedRequest request, ServerReply reply, ForwardListener listener) {
    Forwarding forwarding = new Forwarding(this, request, reply, listener);
    live.add(forwarding);
    forwarding.start();
    if (closed) {
      forwarding.fail(Outcome.CLOSED, "the proxy is closed");
    }
  }

  /** Count the requests that are under way. */
  public int inFlight() {
    return live.size();
  }

  /** Break off what is under way, and end the threads. */
  @Override
  public void close() {
    closed = true;
    live.forEach(one -> one.fail(Outcome.CLOSED, "the proxy is closed"));
    timer.shutdownNow();
    connections.close();
  }

  ProxyOptions options() {
    return options;
  }

  Ticker ticker() {
    return ticker;
  }

  Target target() {
    return target;
  }

  BackendConnections connections() {
    return connections;
  }

  void ended(Forwarding forwarding) {
    live.remove(forwarding);
  }

  /** Do something later, unless the limit is zero, which is none. */
  @Nullable Future<?> after(Duration limit, Runnable action) {
    if (limit.isZero()) {
      return null;
    }
    try {
      return timer.schedule(action, limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) { // closed meanwhile, which ends what would wait
      return null;
    }
  }

  static String text(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  static String text(Exception cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  static String json(String error) {
    StringBuilder text = new StringBuilder("{\"error\": \"");
    for (int i = 0; i < error.length(); i++) {
      char one = error.charAt(i);
      if (one == '"' || one == '\\') {
        text.append('\\').append(one);
      } else if (one < ' ') {
        text.append("\\u%04x".formatted((int) one));
      } else {
        text.append(one);
      }
    }
    return text.append("\"}").toString();
  }
}
