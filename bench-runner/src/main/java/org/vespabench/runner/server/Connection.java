package org.vespabench.runner.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.nio.ServerHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ServerHttp1StreamDuplexer;
import org.apache.hc.core5.http.impl.nio.ServerHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.nio.support.BasicAsyncServerExpectationDecorator;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is one client's connection. It adds to httpcore5 that a client which closes its end has gone,
 * also while it waits for an answer, so that nobody works on for it.
 */
final class Connection extends ServerHttp1IOEventHandler {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private static final HttpProcessor PROCESSOR = HttpProcessors.server("vespa-bench");

  /** No lower limit on what is worth a write: each write leaves at once. */
  private static final Http1Config HTTP = Http1Config.custom().setChunkSizeHint(0).build();

  /** Those under way. */
  private final Set<ServerReply> replies;

  /** The server's open connections. */
  private final Set<Connection> siblings;

  private Connection(
      ServerHttp1StreamDuplexer duplexer, Set<ServerReply> replies, Set<Connection> siblings) {
    super(duplexer);
    this.replies = replies;
    this.siblings = siblings;
  }

  static Connection of(ProtocolIOSession session, HttpHandler handler, Set<Connection> siblings) {
    Set<ServerReply> replies = ConcurrentHashMap.newKeySet();
    ServerHttp1StreamDuplexerFactory exchanges =
        new ServerHttp1StreamDuplexerFactory(
            PROCESSOR,
            (request, context) ->
                new BasicAsyncServerExpectationDecorator(new Exchange(handler, session, replies)),
            HTTP,
            CharCodingConfig.DEFAULT,
            null,
            trouble -> log.debug("exchange failed", trouble));
    return new Connection(exchanges.create("http", session), replies, siblings);
  }

  @Override
  public void connected(IOSession session) throws IOException {
    siblings.add(this);
    super.connected(session);
  }

  @Override
  public void disconnected(IOSession session) {
    siblings.remove(this);
    super.disconnected(session);
  }

  @Override
  public void inputReady(IOSession session, ByteBuffer bytes) throws IOException {
    super.inputReady(session, bytes);
    // At the end of the client's input httpcore5 only stops to take more: it is no longer open.
    if (!isOpen() && replies.stream().anyMatch(ServerReply::isUnended)) {
      session.close(CloseMode.IMMEDIATE);
    }
  }

  /** Tell the replies under way that nobody will see them. */
  void abandon() {
    replies.forEach(ServerReply::closed);
  }
}
