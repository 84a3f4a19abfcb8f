package org.vespabench.runner.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncServerExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.ResponseChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers one request and hands it on. Its fields belong to the connection's I/O thread; output
 * goes through {@link ServerReply}.
 */
final class Exchange implements AsyncServerExchangeHandler {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private static final int BODY_LIMIT = 64 << 20;

  private static final Map<String, String> PLAIN_TEXT =
      Map.of("Content-Type", "text/plain; charset=UTF-8");

  private final HttpHandler handler;
  private final IOSession session;

  /** The connection's replies that are under way. */
  private final Set<ServerReply> replies;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable HttpRequest request;
  private @Nullable ServerReply reply;
  private boolean refused;

  Exchange(HttpHandler handler, IOSession session, Set<ServerReply> replies) {
    this.handler = handler;
    this.session = session;
    this.replies = replies;
  }

  @Override
  public void handleRequest(
      HttpRequest request,
      @Nullable EntityDetails entity,
      ResponseChannel channel,
      HttpContext context) {
    this.request = request;
    this.reply = new ServerReply(channel, context, session);
    replies.add(reply);
    if (entity == null) {
      answer();
    } else if (entity.getContentLength() > BODY_LIMIT) {
      refuse(reply);
    }
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    channel.update(Integer.MAX_VALUE);
  }

  @Override
  public void consume(ByteBuffer bytes) {
    if (refused || reply == null) {
      return;
    }
    if (body.size() + bytes.remaining() > BODY_LIMIT) {
      refuse(reply);
      return;
    }
    byte[] part = new byte[bytes.remaining()];
    bytes.get(part);
    body.write(part, 0, part.length);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    if (!refused) {
      answer();
    }
  }

  /** The rest of the body is still read, and dropped, so that the client gets to see the answer. */
  private void refuse(ServerReply reply) {
    refused = true;
    body.reset();
    reply.send(
        413,
        Map.of("Content-Type", "text/plain; charset=UTF-8", "Connection", "close"),
        "the request's body is larger than " + BODY_LIMIT + " bytes");
  }

  private void answer() {
    if (request == null || reply == null) {
      return;
    }
    try {
      handler.handle(ServerRequest.of(request, body.toByteArray()), reply);
    } catch (Throwable e) { // whatever it is, it must not end the I/O thread
      log.warn("the handler of {} {} failed", request.getMethod(), request.getPath(), e);
      reply.fail(500, PLAIN_TEXT, "the server failed: " + e);
    }
  }

  @Override
  public int available() {
    return reply == null ? 0 : reply.available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    if (reply != null) {
      reply.produce(channel);
    }
  }

  @Override
  public void failed(Exception cause) {
    log.debug("connection closed", cause);
    if (reply != null) {
      reply.closed();
    }
  }

  @Override
  public void releaseResources() {
    // Also called when a connection goes without a failure, as on shutdown.
    if (reply != null) {
      reply.closed();
      replies.remove(reply);
    }
  }
}
