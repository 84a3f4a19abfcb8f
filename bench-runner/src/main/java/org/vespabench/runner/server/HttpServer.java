package org.vespabench.runner.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.nio.ServerHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ServerHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.nio.support.BasicAsyncServerExpectationDecorator;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.DefaultListeningIOReactor;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ListenerEndpoint;
import org.apache.hc.core5.reactor.ProtocolIOSession;
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

  /** No lower limit on what is worth a write: each write leaves at once. */
  private static final Http1Config HTTP = Http1Config.custom().setChunkSizeHint(0).build();

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final HttpProcessor processor = HttpProcessors.server("vespa-bench");
  private final HttpHandler handler;
  private final DefaultListeningIOReactor reactor;
  private final InetSocketAddress address;

  private HttpServer(InetAddress host, int port, HttpHandler handler) throws IOException {
    this.handler = handler;
    this.reactor = reactor();
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
  }

  private DefaultListeningIOReactor reactor() {
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
        (session, attachment) -> connection(session),
        config,
        threads,
        threads,
        null,
        trouble -> log.debug("connection failed", trouble),
        null,
        null);
  }

  private IOEventHandler connection(ProtocolIOSession session) {
    ServerHttp1StreamDuplexerFactory exchanges =
        new ServerHttp1StreamDuplexerFactory(
            processor,
            (request, context) ->
                new BasicAsyncServerExpectationDecorator(new Exchange(handler, session)),
            HTTP,
            CharCodingConfig.DEFAULT,
            null,
            trouble -> log.debug("exchange failed", trouble));
    return new ServerHttp1IOEventHandler(exchanges.create("http", session));
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
