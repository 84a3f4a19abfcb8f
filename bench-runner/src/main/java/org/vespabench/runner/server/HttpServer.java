package org.vespabench.runner.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.DefaultListeningIOReactor;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ListenerEndpoint;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP/1.1, with connections kept alive.
 *
 * <p>Built on the reactor and not on httpcore5's bootstrap, which can neither name its threads nor
 * hand out the connection that {@link ServerReply#abort} closes.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /** The default of 50 makes the kernel drop the 51st of a burst, which then waits a second. */
  private static final int BACKLOG = 4096;

  /** What a request's body may have where its handler takes it whole. */
  private static final int BODY_LIMIT = 64 << 20;

  /** How finely a server meets its time limits, unless they are shorter. */
  private static final long WATCH_MILLIS = 250;

  /** Handshakes are short; who does not end one holds a connection for nothing. */
  private static final Timeout HANDSHAKE = Timeout.ofSeconds(20);

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final DefaultListeningIOReactor reactor;
  private final ServerOptions options;
  private final StreamingHandler handler;
  private final BodyRoom bodyRoom;
  private final ListenerEndpoint listener;
  private final InetSocketAddress address;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(HttpServer::thread);
  private volatile boolean stopping;

  private HttpServer(InetAddress host, int port, ServerOptions options, StreamingHandler handler)
      throws IOException {
    this.options = options;
    this.handler = handler;
    this.bodyRoom =
        new BodyRoom(options.bodyRoomBytes() == 0 ? Long.MAX_VALUE / 2 : options.bodyRoomBytes());
    this.reactor = reactor();
    reactor.start();
    this.listener = listen(new InetSocketAddress(host, port));
    this.address = (InetSocketAddress) listener.getAddress();
    if (options.isTimed()) {
      watch();
    }
  }

  /**
   * Start to serve, without limits to what clients may do but that of 64 MiB for a body.
   *
   * @param host the address to listen on
   * @param port the port, or 0 for any that is free
   * @param handler gets every request
   * @throws IOException if the port cannot be had; the message is fit for the user
   */
  public static HttpServer start(InetAddress host, int port, HttpHandler handler)
      throws IOException {
    return start(
        host, port, ServerOptions.UNLIMITED, StreamingHandler.gathering(BODY_LIMIT, handler));
  }

  /**
   * Start to serve.
   *
   * @param host the address to listen on
   * @param port the port, or 0 for any that is free
   * @param options limits, and TLS
   * @param handler gets every request, as soon as its head is there
   * @throws IOException if the port cannot be had; the message is fit for the user
   */
  public static HttpServer start(
      InetAddress host, int port, ServerOptions options, StreamingHandler handler)
      throws IOException {
    return new HttpServer(host, port, options, handler);
  }

  /** Tell where it listens, without a slash at the end. */
  public URI url() {
    InetAddress host = address.getAddress();
    String reachable = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
    return URI.create(
        "%s://%s:%d"
            .formatted(
                options.scheme(),
                reachable.contains(":") ? "[" + reachable + "]" : reachable,
                port()));
  }

  /** Tell the port. */
  public int port() {
    return address.getPort();
  }

  /**
   * Close the port and the connections that nobody uses; the others end with the reply that is
   * under way. New clients are refused from about a second on. Then {@link #close}.
   */
  public void stopAccepting() {
    stopping = true;
    listener.close(CloseMode.GRACEFUL);
    connections.forEach(connection -> connection.activity().closeIfIdle());
  }

  /**
   * {@linkplain #stopAccepting Stop}, and wait until the last reply is with its client.
   *
   * @return false if the limit came first
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean drain(Duration limit) throws InterruptedException {
    stopAccepting();
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (connections) {
      for (long left = limit.toNanos();
          !connections.isEmpty();
          left = deadline - System.nanoTime()) {
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(connections, Math.max(left, 1_000_000));
      }
    }
    return true;
  }

  /** Close the port and every connection at once. */
  @Override
  public void close() {
    watch.shutdownNow();
    reactor.close(CloseMode.IMMEDIATE);
    // The reactor may have ended before it told them all.
    connections.forEach(connection -> connection.activity().abandon());
  }

  ServerOptions options() {
    return options;
  }

  StreamingHandler handler() {
    return handler;
  }

  BodyRoom bodyRoom() {
    return bodyRoom;
  }

  boolean isStopping() {
    return stopping;
  }

  void opened(Connection connection) {
    connections.add(connection);
    if (stopping) {
      connection.activity().closeIfIdle();
    }
  }

  void closed(Connection connection) {
    connections.remove(connection);
    synchronized (connections) {
      connections.notifyAll();
    }
  }

  private void watch() {
    long millis = WATCH_MILLIS;
    for (Duration limit : List.of(options.readTimeout(), options.idleTimeout())) {
      millis = limit.isZero() ? millis : Math.min(millis, Math.max(1, limit.toMillis() / 4));
    }
    var unused =
        watch.scheduleWithFixedDelay(this::closeOverdue, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void closeOverdue() {
    long now = System.nanoTime();
    for (Connection connection : connections) {
      String due = connection.activity().closeIfOverdue(options, now);
      if (due != null) {
        log.debug("closed {}: its client is overdue {}", connection, due);
      }
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "bench-server-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  private Connection connection(ProtocolIOSession session) {
    options
        .tls()
        .ifPresent(tls -> session.startTls(tls, null, SSLBufferMode.STATIC, null, null, HANDSHAKE));
    return Connection.of(session, this);
  }

  private DefaultListeningIOReactor reactor() {
    IOReactorConfig config =
        IOReactorConfig.custom()
            .setTcpNoDelay(true)
            .setSoReuseAddress(true)
            .setSoKeepAlive(true) // else nobody learns of a client whose machine has gone
            .setBacklogSize(BACKLOG)
            .build();
    return new DefaultListeningIOReactor(
        (session, attachment) -> connection(session),
        config,
        HttpServer::thread,
        HttpServer::thread,
        null,
        trouble -> log.debug("connection failed", trouble),
        null,
        null);
  }

  private ListenerEndpoint listen(InetSocketAddress wanted) throws IOException {
    try {
      return reactor.listen(wanted).get();
    } catch (ExecutionException e) {
      reactor.close(CloseMode.IMMEDIATE);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(explain(wanted, cause), cause);
    } catch (InterruptedException e) {
      reactor.close(CloseMode.IMMEDIATE);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening port " + wanted.getPort(), e);
    }
  }

  private static String explain(InetSocketAddress wanted, Throwable cause) {
    String where = wanted.getAddress().getHostAddress() + " port " + wanted.getPort();
    if (!(cause instanceof BindException)) {
      return "cannot listen on %s: %s".formatted(where, cause.getMessage());
    }
    return "cannot listen on %s: %s. Stop what uses it, pick another port, or 0 for any free one."
        .formatted(where, wanted.getPort() == 0 ? cause.getMessage() : "it is in use or not ours");
  }
}
