package org.vespabench.runner.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncServerExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.ResponseChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is one request with its reply. Its fields belong to the connection's I/O thread; input goes
 * through {@link RequestBody}, output through {@link ServerReply}.
 */
final class Exchange implements AsyncServerExchangeHandler {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private static final Map<String, String> PLAIN_TEXT =
      Map.of("Content-Type", "text/plain; charset=UTF-8");

  private final StreamingHandler handler;
  private final Activity activity;
  private final BodyRoom room;
  private volatile @Nullable RequestBody body;
  private volatile @Nullable ServerReply reply;

  Exchange(StreamingHandler handler, Activity activity, BodyRoom room) {
    this.handler = handler;
    this.activity = activity;
    this.room = room;
  }

  @Override
  public void handleRequest(
      HttpRequest request,
      @Nullable EntityDetails entity,
      ResponseChannel channel,
      HttpContext context) {
    ServerRequest head = ServerRequest.of(request);
    ServerReply answer = new ServerReply(channel, context, activity, head);
    RequestBody input = new RequestBody(entity, expectsContinue(request), answer, room);
    answer.answers(input);
    reply = answer;
    body = input;
    activity.began(this);
    guarded(answer, () -> handler.handle(head, input, answer));
  }

  private static boolean expectsContinue(HttpRequest request) {
    Header header = request.getFirstHeader(HttpHeaders.EXPECT);
    return header != null && "100-continue".equalsIgnoreCase(header.getValue());
  }

  @Override
  public void updateCapacity(CapacityChannel channel) {
    RequestBody input = body;
    if (input != null) {
      input.stopped(channel);
    }
  }

  @Override
  public void consume(ByteBuffer bytes) {
    RequestBody input = body;
    ServerReply answer = reply;
    if (input != null && answer != null) {
      guarded(answer, () -> input.arrived(bytes));
    }
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    RequestBody input = body;
    ServerReply answer = reply;
    if (input != null && answer != null) {
      guarded(answer, input::ended);
    }
  }

  private static void guarded(ServerReply reply, Runnable step) {
    try {
      step.run();
    } catch (Throwable e) { // whatever it is, it must not end the I/O thread
      log.warn("the handler of {} failed", reply, e);
      reply.fail(500, PLAIN_TEXT, "the server failed: " + e);
    }
  }

  @Override
  public int available() {
    ServerReply answer = reply;
    return answer == null ? 0 : answer.available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    ServerReply answer = reply;
    if (answer != null) {
      answer.produce(channel);
    }
  }

  boolean isUnended() {
    ServerReply answer = reply;
    return answer != null && answer.isUnended();
  }

  long overdueNanos(long nowNanos) {
    RequestBody input = body;
    return input == null ? 0 : input.overdueNanos(nowNanos);
  }

  long stalledNanos(long nowNanos) {
    ServerReply answer = reply;
    return answer == null ? 0 : answer.stalledNanos(nowNanos);
  }

  /** Tell the reply, if it is under way, that nobody will see it. */
  void abandon() {
    ServerReply answer = reply;
    if (answer != null) {
      answer.closed();
    }
  }

  @Override
  public void failed(Exception cause) {
    log.debug("connection closed", cause);
    abandon();
  }

  @Override
  public void releaseResources() {
    // Also called when a connection goes without a failure, as on shutdown.
    abandon();
    RequestBody input = body;
    if (input != null) {
      input.free();
    }
    activity.ended(this);
  }
}
