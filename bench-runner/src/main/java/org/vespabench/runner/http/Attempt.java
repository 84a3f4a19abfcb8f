package org.vespabench.runner.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * One request on one connection: writes it, takes the times, hands on what arrives. HttpClient
 * calls it on the connection's I/O thread, and on no other.
 */
final class Attempt implements AsyncClientExchangeHandler {
  private final BasicHttpRequest message;
  private final ByteBuffer body;
  private final Call call;
  private @Nullable EndpointDetails connection;
  private long receivedBytes;
  private long readNanos;
  private boolean ended;

  Attempt(BasicHttpRequest message, byte[] body, Call call) {
    this.message = message;
    this.body = ByteBuffer.wrap(body);
    this.call = call;
  }

  @Override
  public void produceRequest(RequestChannel channel, HttpContext context)
      throws HttpException, IOException {
    call.sent(call.nanos());
    EntityDetails entity =
        body.hasRemaining() ? new BasicEntityDetails(body.remaining(), null) : null;
    channel.sendRequest(message, entity, context);
    connection = HttpCoreContext.cast(context).getEndpointDetails();
    receivedBytes = bytesReceived();
  }

  @Override
  public int available() {
    return body.remaining();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    channel.write(body);
    if (!body.hasRemaining()) {
      channel.endStream();
    }
  }

  @Override
  public void consumeInformation(HttpResponse response, HttpContext context) {}

  @Override
  public void consumeResponse(
      HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
    readNanos = call.nanos();
    receivedBytes = bytesReceived();
    call.headers(response, readNanos);
    if (entity == null) {
      end();
    }
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    channel.update(Integer.MAX_VALUE);
  }

  @Override
  public void consume(ByteBuffer bytes) {
    // Chunks that one socket read delivered arrive here one by one, microseconds apart: give them
    // the same time, or the gaps between them would look like the backend's.
    long received = bytesReceived();
    if (received != receivedBytes || received == 0) {
      receivedBytes = received;
      readNanos = call.nanos();
    }
    if (!ended && !call.body(bytes, readNanos)) {
      ended = true;
    }
    bytes.position(bytes.limit());
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      call.ended(!body.hasRemaining(), call.nanos());
    }
  }

  @Override
  public void failed(Exception cause) {
    if (!ended) {
      ended = true;
      if (bytesReceived() != receivedBytes) {
        call.replyBegan();
      }
      call.failed(cause);
    }
  }

  @Override
  public void cancel() {
    failed(new org.apache.hc.core5.http.ConnectionClosedException("the connection was closed"));
  }

  @Override
  public void releaseResources() {
    cancel();
  }

  private long bytesReceived() {
    return connection == null ? 0 : connection.getReceivedBytesCount();
  }
}
