package org.vespabench.runner.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.ConnectionClosedException;
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
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.server.ReadWindow;

/**
 * One request on one connection to the backend. httpcore5 calls it on the connection's I/O thread;
 * only {@link #cancel} and {@link #failed} may come from another, before it was sent.
 */
final class Attempt implements AsyncClientExchangeHandler {
  private final BasicHttpRequest message;
  private final @Nullable Upload upload;
  private final BackendConnection connection;
  private final Forwarding forwarding;
  private final ReadWindow window = new ReadWindow();
  private long bytesReceived;
  private long readNanos;
  private boolean requestWritten;
  private boolean reusable;
  private boolean ended;

  Attempt(
      BasicHttpRequest message,
      @Nullable Upload upload,
      BackendConnection connection,
      Forwarding forwarding) {
    this.message = message;
    this.upload = upload;
    this.connection = connection;
    this.forwarding = forwarding;
    this.bytesReceived = connection.bytesReceived();
  }

  @Override
  public void produceRequest(RequestChannel channel, HttpContext context)
      throws HttpException, IOException {
    forwarding.sent();
    bytesReceived = connection.bytesReceived();
    EntityDetails entity = upload == null ? null : new BasicEntityDetails(-1, null);
    channel.sendRequest(message, entity, context);
    if (upload == null) {
      written();
    } else {
      forwarding.readyFor(upload);
    }
  }

  @Override
  public int available() {
    return upload == null ? 0 : upload.available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    if (upload != null && upload.produce(channel)) {
      written();
    }
  }

  private void written() {
    requestWritten = true;
    forwarding.written();
  }

  @Override
  public void consumeInformation(HttpResponse response, HttpContext context) {}

  @Override
  public void consumeResponse(
      HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
    readNanos = forwarding.nanos();
    bytesReceived = connection.bytesReceived();
    reusable = ReplyHead.keepsConnection(response, entity);
    forwarding.head(response, ReplyHead.length(message, response, entity), readNanos);
    if (entity == null) {
      end();
    }
  }

  @Override
  public void updateCapacity(CapacityChannel channel) {
    window.stopped(channel);
  }

  @Override
  public void consume(ByteBuffer bytes) {
    // Chunks that one read of the socket brought arrive here one by one, microseconds apart.
    long received = connection.bytesReceived();
    if (received != bytesReceived) {
      bytesReceived = received;
      readNanos = forwarding.nanos();
    }
    int length = bytes.remaining();
    ByteBuffer copy = ByteBuffer.allocate(length).put(bytes).flip();
    window.read(length);
    forwarding.body(copy, () -> window.release(length), readNanos);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      forwarding.completed(requestWritten && reusable);
    }
  }

  @Override
  public void failed(Exception cause) {
    if (!ended) {
      ended = true;
      forwarding.failed(cause, connection.bytesReceived() != bytesReceived);
    }
  }

  @Override
  public void cancel() {
    failed(new ConnectionClosedException("the connection was closed"));
  }

  @Override
  public void releaseResources() {
    cancel();
  }
}
