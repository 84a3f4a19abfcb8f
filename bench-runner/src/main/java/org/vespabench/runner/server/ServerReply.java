package org.vespabench.runner.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
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
import org.jspecify.annotations.Nullable;

/**
 * Is where one answer goes: {@link #send} it whole, or {@link #start} it, {@link #write} as often
 * as needed, and {@link #end}. Thread-safe, and never blocks.
 *
 * <p>Once the client has gone, or after {@link #abort}, all of these do nothing.
 */
public final class ServerReply {
  /** For a reply whose length is not known ahead: it is sent in chunks. */
  public static final long CHUNKED = -1;

  private enum State {
    NEW,
    OPEN,
    ENDED,
    CLOSED
  }

  private final ResponseChannel channel;
  private final HttpContext context;
  private final Activity activity;
  private final ServerRequest request;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final Queue<Part> queue = new ConcurrentLinkedQueue<>();
  private final Object listenersLock = new Object();

  /** Guarded by its lock. */
  private final List<Runnable> listeners = new ArrayList<>();

  /** Known from the first {@link #produce} on, which httpcore5 calls while the head is sent. */
  private volatile @Nullable DataStreamChannel output;

  /** Written by {@link #produce} alone. */
  private volatile boolean finished;

  /** Bytes that may still be written if the length was said ahead. */
  private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

  /** When the client took something last, or was given something to take; in the machine's time. */
  private volatile long takenNanos = System.nanoTime();

  private volatile @Nullable RequestBody requestBody;

  /** It has a head alone: what is written is dropped. */
  private volatile boolean headOnly;

  /** Waits to be sent; the action is told when it was. */
  private record Part(ByteBuffer bytes, Runnable written) {}

  ServerReply(
      ResponseChannel channel, HttpContext context, Activity activity, ServerRequest request) {
    this.channel = channel;
    this.context = context;
    this.activity = activity;
    this.request = request;
  }

  /** Know the body of the request, which is not read any more once this has ended. */
  void answers(RequestBody body) {
    requestBody = body;
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
    List<Map.Entry<String, String>> list = List.copyOf(headers.entrySet());
    HeaderText.check(list);
    if (begin(State.ENDED)) {
      if (body.length > 0) {
        takenNanos = System.nanoTime();
        queue.add(new Part(ByteBuffer.wrap(body), () -> {}));
      }
      sendHead(status, list, body.length);
      dropRest();
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
    start(status, List.copyOf(headers.entrySet()), CHUNKED);
  }

  /**
   * Begin to stream. Where there can be no body, that is for {@code HEAD} and for the statuses 204
   * and 304, the head leaves at once, and what is written is dropped.
   *
   * @param status 200 to 599
   * @param headers sent in their order, and repeated if they are; those of the body's framing are
   *     the server's own and are left out
   * @param length how many bytes will be written, or {@link #CHUNKED}
   * @throws IllegalArgumentException if a header's name is not a word, or a value has a line break
   * @throws IllegalStateException if it was started before
   */
  public void start(int status, List<Map.Entry<String, String>> headers, long length) {
    HeaderText.check(headers);
    boolean none = isBodiless(status) || request.method().equals("HEAD");
    if (begin(none ? State.ENDED : State.OPEN)) {
      headOnly = none;
      room.set(length < 0 ? Long.MAX_VALUE : length);
      sendHead(status, headers, length);
      if (none) {
        dropRest();
      }
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
    write(bytes, () -> {});
  }

  /**
   * Stream bytes, as one chunk, and be told when they have left, so that no more are fetched than
   * the client takes.
   *
   * @param bytes must not be changed afterwards
   * @param written called once, on any thread, when they are with the operating system or about to
   *     be; never if the client goes before. It must not block
   * @throws IllegalArgumentException if these are more than were promised at the start
   * @throws IllegalStateException before {@link #start} or after {@link #end}
   */
  public void write(ByteBuffer bytes, Runnable written) {
    State now = state.get();
    if (headOnly) {
      written.run();
      return;
    }
    if (now == State.NEW || now == State.ENDED) {
      throw new IllegalStateException("cannot write to a reply that is " + now);
    }
    if (now == State.OPEN && bytes.hasRemaining()) {
      if (room.addAndGet(-bytes.remaining()) < 0) {
        throw new IllegalArgumentException("more is written than the Content-Length that was sent");
      }
      if (queue.isEmpty()) {
        takenNanos = System.nanoTime();
      }
      queue.add(new Part(bytes, written));
      requestOutput();
    }
  }

  /**
   * End the stream. One that is shorter than was promised at the start is {@linkplain #abort cut}.
   *
   * @throws IllegalStateException before {@link #start}, or if it was ended before
   */
  public void end() {
    if (headOnly) {
      return;
    }
    long missing = room.get();
    if (state.get() == State.OPEN && missing > 0 && missing < Long.MAX_VALUE / 2) {
      abort();
    } else if (state.compareAndSet(State.OPEN, State.ENDED)) {
      requestOutput();
      dropRest();
    } else if (state.get() != State.CLOSED) {
      throw new IllegalStateException("cannot end a reply that is " + state.get());
    }
  }

  /** Reset the connection, whatever was sent: the client sees a reply without an end. */
  public void abort() {
    state.set(State.CLOSED);
    activity.reset();
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

  /** Answer that the request's body is not wanted, and do not wait for its end. */
  void refuse(int status, String why) {
    Map<String, String> headers =
        Map.of("Content-Type", "text/plain; charset=UTF-8", "Connection", "close");
    send(status, headers, why);
  }

  /** Tell a client that waits for it to send its body. */
  void sendContinue() {
    try {
      if (state.get() == State.NEW) {
        channel.sendInformation(new BasicHttpResponse(100), context);
      }
    } catch (IOException e) {
      gone();
    } catch (HttpException e) {
      abort();
      throw new IllegalStateException("cannot ask for the request's body", e);
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

  /** Tell for how long the client has not taken what waits for it; 0 if nothing does. */
  long stalledNanos(long nowNanos) {
    return queue.isEmpty() ? 0 : nowNanos - takenNanos;
  }

  int available() {
    return !queue.isEmpty() || (state.get() == State.ENDED && !finished) ? 1 : 0;
  }

  /** Write what is queued. httpcore5 never calls this from two threads at a time. */
  void produce(DataStreamChannel channel) throws IOException {
    output = channel;
    boolean ended = state.get() == State.ENDED; // read first: nothing is queued after the end
    for (Part next = queue.peek(); next != null; next = queue.peek()) {
      if (channel.write(next.bytes()) > 0) {
        takenNanos = System.nanoTime();
      }
      if (next.bytes().hasRemaining()) {
        return; // available() says that there is more, so this is called when the client has read
      }
      queue.poll(); // not remove(): the client may have gone just now, and the queue with it
      next.written().run();
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

  /** The client has gone. httpcore5 was not told, and would keep the connection for ever. */
  private void gone() {
    closed();
    activity.reset();
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

  private void sendHead(int status, List<Map.Entry<String, String>> headers, long length) {
    try {
      EntityDetails entity = isBodiless(status) ? null : new BasicEntityDetails(length, null);
      channel.sendResponse(head(status, headers), entity, context);
    } catch (IOException e) {
      gone();
    } catch (HttpException e) {
      abort();
      throw new IllegalArgumentException("cannot send the reply's head: " + e.getMessage(), e);
    }
  }

  private HttpResponse head(int status, List<Map.Entry<String, String>> headers) {
    BasicHttpResponse head = new BasicHttpResponse(status);
    headers.forEach(
        header -> {
          String name = header.getKey();
          if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)
              && !name.equalsIgnoreCase(HttpHeaders.TRANSFER_ENCODING)) {
            head.addHeader(name, header.getValue());
          }
        });
    RequestBody body = requestBody;
    // A client that was not told to go on may send its body or not: nobody knows what comes next.
    if (activity.isLast() || (body != null && body.isContinueAwaited())) {
      head.setHeader(HttpHeaders.CONNECTION, "close");
    }
    return head;
  }

  private static boolean isBodiless(int status) {
    return status == 204 || status == 304;
  }

  /** Nobody looks at the rest of the request: let the client send it, so that it reads this. */
  private void dropRest() {
    RequestBody body = requestBody;
    if (body != null) {
      body.discard();
    }
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

  /** Name the request, without its query: keys and signatures may be there. */
  @Override
  public String toString() {
    return request.method() + " " + request.path().replaceFirst("(?s)\\?.*", "");
  }
}
