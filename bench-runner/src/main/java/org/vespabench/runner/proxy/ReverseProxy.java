package org.vespabench.runner.proxy;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.server.ServerReply;

/**
 * Passes requests on to one backend, and its replies back, both as they come. Thread-safe. Several
 * can {@linkplain #toward share} their threads.
 *
 * <p>Nothing is followed, cached, decompressed or tried again, but for a request that met a
 * connection just closed by the backend: where its method is idempotent, or the close came too soon
 * for it to have been read. What the backend cannot be asked is answered in its place, as {@code
 * {"error": "…"}} or in another {@link Wording}: 501 for WebSocket and CONNECT, 502 if it cannot be
 * reached or breaks off, 503 once the proxy is closed, 504 past a time limit.
 */
public final class ReverseProxy implements AutoCloseable {
  private final ProxyOptions options;
  private final Ticker ticker;
  private final Wording wording;
  private final Target target;
  private final ProxyThreads threads;
  private final BackendConnections connections;

  private ReverseProxy(ProxyOptions options, Ticker ticker, Wording wording, ProxyThreads threads) {
    this.options = options;
    this.ticker = ticker;
    this.wording = wording;
    this.target = new Target(options.backend());
    this.threads = threads;
    this.connections = new BackendConnections(options, tls(options), threads);
  }

  /**
   * Start the I/O threads. The backend need not be there yet.
   *
   * @param ticker gives listeners their times
   */
  public static ReverseProxy open(ProxyOptions options, Ticker ticker) {
    return open(options, ticker, Wording.PLAIN);
  }

  /**
   * Start the I/O threads. The backend need not be there yet.
   *
   * @param ticker gives listeners their times
   * @param wording of what is answered in the backend's place
   */
  public static ReverseProxy open(ProxyOptions options, Ticker ticker, Wording wording) {
    return new ReverseProxy(options, ticker, wording, new ProxyThreads());
  }

  /**
   * Pass requests on to another backend as well, with the same threads. It is closed with this one,
   * and closing it closes this one.
   */
  public ReverseProxy toward(ProxyOptions other) {
    return new ReverseProxy(other, ticker, wording, threads);
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
    threads.started(new Forwarding(this, request, reply, listener));
  }

  /** Count the requests that are under way, to all backends that share the threads. */
  public int inFlight() {
    return threads.inFlight();
  }

  /** Break off what is under way, and end the threads. */
  @Override
  public void close() {
    threads.close();
  }

  ProxyOptions options() {
    return options;
  }

  Ticker ticker() {
    return ticker;
  }

  Wording wording() {
    return wording;
  }

  Target target() {
    return target;
  }

  ProxyThreads threads() {
    return threads;
  }

  BackendConnections connections() {
    return connections;
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
