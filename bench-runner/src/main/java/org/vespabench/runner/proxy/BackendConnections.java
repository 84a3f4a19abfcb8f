package org.vespabench.runner.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.server.ReadWindow;

/**
 * Opens connections to one backend, and keeps those that nobody uses, the one used last first.
 * Thread-safe.
 *
 * <p>Built on httpcore5's reactor: HttpClient adds headers of its own to a request, and changes
 * bytes that are not ASCII.
 */
final class BackendConnections {
  private static final Http1Config HTTP =
      Http1Config.custom()
          .setChunkSizeHint(0) // each part leaves at once
          .setInitialWindowSize(ReadWindow.SIZE)
          .build();

  /** Bytes that are not ASCII pass as they are. */
  private static final CharCodingConfig BYTES =
      CharCodingConfig.custom().setCharset(StandardCharsets.ISO_8859_1).build();

  /** Nothing is added to what is sent, nor taken from what is read. */
  private static final ClientHttp1StreamDuplexerFactory EXCHANGES =
      new ClientHttp1StreamDuplexerFactory(
          HttpProcessorBuilder.create().build(), HTTP, BYTES, null, null, null, null);

  private final HttpHost host;
  private final @Nullable SSLContext tls;
  private final ProxyThreads threads;
  private final Deque<BackendConnection> idle = new ConcurrentLinkedDeque<>();

  BackendConnections(ProxyOptions options, @Nullable SSLContext tls, ProxyThreads threads) {
    String name = options.backend().getHost().replaceAll("[\\[\\]]", "");
    this.host = new HttpHost(options.isTls() ? "https" : "http", name, options.port());
    this.tls = tls;
    this.threads = threads;
  }

  /** Is told of the connection that it opens. */
  interface Opening {
    void opened(BackendConnection connection);

    void failed(Exception cause);
  }

  private final class Pending implements FutureCallback<IOSession>, ProxyThreads.Opener {
    private final Opening opening;

    /** Set by the I/O thread, before it tells that the connection is there. */
    private volatile @Nullable BackendConnection connection;

    Pending(Opening opening) {
      this.opening = opening;
    }

    @Override
    public BackendConnection connection(ProtocolIOSession session) {
      BackendConnection opened = BackendConnections.this.connection(session);
      connection = opened;
      return opened;
    }

    @Override
    public void completed(IOSession session) {
      BackendConnection opened = connection;
      if (opened == null) {
        opening.failed(new IllegalStateException("the connection has no handler"));
      } else {
        opening.opened(opened);
      }
    }

    @Override
    public void failed(Exception cause) {
      opening.failed(cause);
    }

    @Override
    public void cancelled() {
      opening.failed(new IOException("the connection was not needed any more"));
    }
  }

  private BackendConnection connection(ProtocolIOSession session) {
    if (tls != null) {
      session.startTls(tls, host, SSLBufferMode.STATIC, this::checkName, null, Timeout.DISABLED);
    }
    return new BackendConnection(EXCHANGES.create(session), session, this);
  }

  /** The certificate must be the host's, which Java does not ask for by itself. */
  private void checkName(NamedEndpoint endpoint, SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
  }

  /** Take one that is idle and open, or null. */
  @Nullable BackendConnection reuse() {
    BackendConnection connection = idle.pollFirst();
    while (connection != null && !connection.isUsable()) {
      connection = idle.pollFirst();
    }
    return connection;
  }

  /** Open one, without a limit of time: whoever waits has his own, and cancels. */
  Future<IOSession> open(Opening opening) throws UnknownHostException {
    Pending pending = new Pending(opening);
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName(host.getHostName()), host.getPort());
    return threads.reactor().connect(host, address, null, Timeout.DISABLED, pending, pending);
  }

  /** Put one back that can be used again. */
  void release(BackendConnection connection) {
    idle.addFirst(connection);
    if (threads.isClosed() || !connection.isUsable()) {
      forget(connection);
      connection.reset();
    }
  }

  /** The backend, or we, closed it. */
  void forget(BackendConnection connection) {
    idle.remove(connection);
  }
}
