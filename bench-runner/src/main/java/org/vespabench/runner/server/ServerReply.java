package org.vespabench.runner.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.ResponseChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * Is where one answer goes: {@link #send} it whole, or {@link #start} it, {@link #write} as often
 * as needed, and {@link #end}. Thread-safe, and never blocks.
 *
 * <p>Once the client has gone, or after {@link #abort}, all of these do nothing.
 */
public final class ServerReply {
  private static final long CHUNKED = -1;

  private enum State {
    NEW,
    OPEN,
    ENDED,
    CLOSED
  }

  private final ResponseChannel channel;
  private final HttpContext context;
  private final IOSession session;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final Queue<ByteBuffer> queue = new ConcurrentLinkedQueue<>();
  private final Object listenersLock = new Object();

  /** Guarded by its lock. */
  private final List<Runnable> listeners = new ArrayList<>();

  /** Known from the first {@link #produce} on, which httpcore5 calls while the head is sent. */
  private volatile @Nullable DataStreamChannel output;

  /** Written by {@link #produce} alone. */
  private volatile boolean finished;

  ServerReply(ResponseChannel channel, HttpContext context, IOSession session) {
    this.channel = channel;
    this.context = context;
    this.session = session;
  }

  /** Answer with a text, in UTF-8. */
  public void send(int status, Map<String, String> headers, String body) {
    send(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Answer with a whole body, its length said ahead.
   *
   * @param status 200 to 599
   * @param headers those of the body's framing are the server's own and are left out
   * @param body may be empty
   * @throws IllegalStateException if it was started before
   */
  public void send(int status, Map<String, String> headers, byte[] body) {
    if (begin(State.ENDED)) {
      if (body.length > 0) {
        queue.add(ByteBuffer.wrap(body));
      }
      sendHead(status, headers, body.length);
    }
  }

  /**
   * Begin to stream. The head leaves with the first write.
   *
   * @param status 200 to 599
   * @param headers those of the body's framing are the server's own and are left out
   * @throws IllegalStateException if it was started before
   */
  public void start(int status, Map<String, String> headers) {
    if (begin(State.OPEN)) {
      sendHead(status, headers, CHUNKED);
    }
  }

  /** Stream a text in UTF-8, as one chunk. */
  public void write(String text) {
    write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Stream bytes, as one chunk.
   *
   * @param bytes must not be changed afterwards
   * @throws IllegalStateException before {@link #start} or after {@link #end}
   */
  public void write(ByteBuffer bytes) {
    State now = state.get();
    if (now == State.NEW || now == State.ENDED) {
      throw new IllegalStateException("cannot write to a reply that is " + now);
    }
    if (now == State.OPEN && bytes.hasRemaining()) {
      queue.add(bytes);
      requestOutput();
    }
  }

  /**
   * End the stream.
   *
   * @throws IllegalStateException before {@link #start}, or if it was ended before
   */
  public void end() {
    if (state.compareAndSet(State.OPEN, State.ENDED)) {
      requestOutput();
    } else if (state.get() != State.CLOSED) {
      throw new IllegalStateException("cannot end a reply that is " + state.get());
    }
  }

  /** Reset the connection, whatever was sent: the client sees a reply without an end. */
  public void abort() {
    state.set(State.CLOSED);
    session.close(CloseMode.IMMEDIATE);
  }

  /**
   * Be told when the client has gone before the reply was ended, on an I/O thread; at once if that
   * has happened.
   */
  public void onClosed(Runnable listener) {
    synchronized (listenersLock) {
      listeners.add(listener);
    }
    if (state.get() == State.CLOSED) {
      tellListeners();
    }
  }

  /** Say what went wrong, or cut what has begun. */
  void fail(int status, Map<String, String> headers, String body) {
    if (state.get() == State.NEW) {
      send(status, headers, body);
    } else {
      abort();
    }
  }

  boolean isUnended() {
    State now = state.get();
    return now == State.NEW || now == State.OPEN;
  }

  int available() {
    return !queue.isEmpty() || (state.get() == State.ENDED && !finished) ? 1 : 0;
  }

  /** Write what is queued. httpcore5 never calls this from two threads at a time. */
  void produce(DataStreamChannel channel) throws IOException {
    output = channel;
    boolean ended = state.get() == State.ENDED; // read first: nothing is queued after the end
    for (ByteBuffer next = queue.peek(); next != null; next = queue.peek()) {
      channel.write(next);
      if (next.hasRemaining()) {
        return; // available() says that there is more, so this is called when the client has read
      }
      queue.poll(); // not remove(): the client may have gone just now, and the queue with it
    }
    if (ended && !finished) {
      finished = true;
      channel.endStream(null);
    }
  }

  /** The connection is gone, or this exchange is over. */
  void closed() {
    State before = state.getAndUpdate(now -> now == State.ENDED ? now : State.CLOSED);
    if (before == State.NEW || before == State.OPEN) {
      queue.clear();
      tellListeners();
    }
  }

  private boolean begin(State next) {
    if (state.compareAndSet(State.NEW, next)) {
      return true;
    }
    if (state.get() == State.CLOSED) {
      return false;
    }
    throw new IllegalStateException("the reply was started before");
  }

  private void sendHead(int status, Map<String, String> headers, long length) {
    try {
      channel.sendResponse(head(status, headers), entity(status, length), context);
    } catch (IOException e) { // the client has gone
      closed();
    } catch (HttpException e) {
      abort();
      throw new IllegalArgumentException("cannot send the reply's head: " + e.getMessage(), e);
    }
  }

  private static HttpResponse head(int status, Map<String, String> headers) {
    BasicHttpResponse head = new BasicHttpResponse(status);
    headers.forEach(
        (name, value) -> {
          if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)
              && !name.equalsIgnoreCase(HttpHeaders.TRANSFER_ENCODING)) {
            head.addHeader(name, value);
          }
        });
    return head;
  }

  private static @Nullable EntityDetails entity(int status, long length) {
    boolean bodiless = status == 204 || status == 304;
    return bodiless ? null : new BasicEntityDetails(length, null);
  }

  private void requestOutput() {
    DataStreamChannel channel = output;
    if (channel != null) { // else the thread that sends the head produces what was queued
      channel.requestOutput();
    }
  }

  private void tellListeners() {
    List<Runnable> told;
    synchronized (listenersLock) {
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(Runnable::run);
  }
}
