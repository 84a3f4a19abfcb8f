package org.vespabench.runner.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.server.RequestBody;

/**
 * Is a request's body on its way to the backend: comes from the client's I/O thread, or is there as
 * a whole, and is written by the backend's.
 */
final class Upload implements RequestBody.Reader {
  private final Queue<ByteBuffer> queue = new ConcurrentLinkedQueue<>();
  private final LongConsumer release;
  private volatile boolean ended;

  /** Known from the first {@link #produce} on, which httpcore5 calls when the head is sent. */
  private volatile @Nullable DataStreamChannel output;

  /** Of the backend's I/O thread. */
  private volatile boolean written;

  private Upload(LongConsumer release) {
    this.release = release;
  }

  /** Have one that comes piece by piece. */
  static Upload of(RequestBody body) {
    return new Upload(body::release);
  }

  /** Have one that is there. */
  static Upload of(byte[] bytes) {
    Upload whole = new Upload(length -> {});
    whole.data(ByteBuffer.wrap(bytes));
    whole.end();
    return whole;
  }

  @Override
  public void data(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      queue.add(bytes);
      requestOutput();
    }
  }

  @Override
  public void end() {
    ended = true;
    requestOutput();
  }

  private void requestOutput() {
    DataStreamChannel channel = output;
    if (channel != null) {
      channel.requestOutput();
    }
  }

  int available() {
    return !queue.isEmpty() || (ended && !written) ? 1 : 0;
  }

  /** Write what is there; tell whether that was the last of it. */
  boolean produce(DataStreamChannel channel) throws IOException {
    output = channel;
    boolean complete = ended; // read first: nothing is queued after the end
    for (ByteBuffer next = queue.peek(); next != null; next = queue.peek()) {
      int before = next.remaining();
      channel.write(next);
      release.accept(before - next.remaining());
      if (next.hasRemaining()) {
        return false;
      }
      queue.remove();
    }
    if (!complete || written) {
      return false;
    }
    written = true;
    channel.endStream();
    return true;
  }
}
