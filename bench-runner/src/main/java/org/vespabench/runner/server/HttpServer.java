package org.vespabench.runner.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.DefaultListeningIOReactor;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ListenerEndpoint;
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

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final DefaultListeningIOReactor reactor;
  private final InetSocketAddress address;

  private HttpServer(InetAddress host, int port, HttpHandler handler) throws IOException {
    this.reactor = reactor(handler);
    reactor.start();
    this.address = listen(new InetSocketAddress(host, port));
  }

  /**
   * Start to serve.
   *
   * @param host the address to listen on
   * @param port the port, or 0 for any that is free
   * @param handler gets every request
   * @throws IOException if the port cannot be had; the message is fit for the user
   */
  public static HttpServer start(InetAddress host, int port, HttpHandler handler)
      throws IOException {
    return new HttpServer(host, port, handler);
  }

  /** Tell where it listens, without a slash at the end. */
  public URI url() {
    InetAddress host = address.getAddress();
    String reachable = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
    return URI.create(
        "http://%s:%d"
            .formatted(reachable.contains(":") ? "[" + reachable + "]" : reachable, port()));
  }

  /** Tell the port. */
  public int port() {
    return address.getPort();
  }

  /** Close the port and every connection at once. */
  @Override
  public void close() {
    reactor.close(CloseMode.IMMEDIATE);
    // The reactor may have ended before it told them all.
    connections.forEach(Connection::abandon);
  }

  private DefaultListeningIOReactor reactor(HttpHandler handler) {
    IOReactorConfig config =
        IOReactorConfig.custom()
            .setTcpNoDelay(true)
            .setSoReuseAddress(true)
            .setBacklogSize(BACKLOG)
            .build();
    ThreadFactory threads =
        task -> {
          Thread thread = new Thread(task, "bench-server-" + THREADS.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    return new DefaultListeningIOReactor(
        (session, attachment) -> Connection.of(session, handler, connections),
        config,
        threads,
        threads,
        null,
        trouble -> log.debug("connection failed", trouble),
        null,
        null);
  }

  private InetSocketAddress listen(InetSocketAddress wanted) throws IOException {
    try {
      ListenerEndpoint endpoint = reactor.listen(wanted).get();
      return (InetSocketAddress) endpoint.getAddress();
    } catch (ExecutionException e) {
      close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(explain(wanted, cause), cause);
    } catch (InterruptedException e) {
      close();
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
