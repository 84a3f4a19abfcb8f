package org.vespabench.runner.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.OutputTimes;

/**
 * One request and its reply, on one connection, or on a second one if the first, reused, turned out
 * to be closed. Its callbacks come from one I/O thread at a time; {@link #cut} from any thread.
 */
final class Call {
  /** Is told, once, how a call ended. */
  interface Listener {
    /** The reply is complete; its status may be anything. */
    void completed(Call call, Reply reply);

    /** There is no complete reply. */
    void failed(Call call, Throwable cause, boolean fromReader);
  }

  private final HttpEngine engine;
  private final TestRequest request;
  private final @Nullable StreamReader reader;
  private final Listener listener;
  private final OutputTimes outputs = new OutputTimes();
  private final AtomicBoolean over = new AtomicBoolean();

  // Written by the thread that leases, then by the I/O thread; read by the listener afterwards.
  private volatile long leasedNanos;
  private volatile long sentNanos;
  private volatile long headersNanos;
  private long doneNanos;
  private boolean fresh;
  private boolean resent;
  private boolean replyBegan;
  private @Nullable HttpResponse response;
  private volatile @Nullable StreamBody stream;
  private volatile @Nullable ReplyBody body;
  private volatile @Nullable AsyncClientEndpoint endpoint;
  private volatile @Nullable Future<AsyncClientEndpoint> lease;

  Call(HttpEngine engine, TestRequest request, @Nullable StreamReader reader, Listener listener) {
    this.engine = engine;
    this.request = request;
    this.reader = reader;
    this.listener = listener;
  }

  void start() {
    AsyncClientEndpoint reused = resent ? null : engine.connections().reuse();
    if (reused != null) {
      leased(reused, false);
    } else {
      open();
    }
  }

  private void open() {
    try {
      lease = engine.connections().open(new LeaseCallback());
    } catch (RuntimeException e) { // the engine was closed
      failed(e);
    }
  }

  private final class LeaseCallback implements FutureCallback<AsyncClientEndpoint> {
    @Override
    public void completed(AsyncClientEndpoint opened) {
      leased(opened, true);
    }

    @Override
    public void failed(Exception cause) {
      Call.this.failed(cause);
    }

    @Override
    public void cancelled() {
      Call.this.failed(new ConnectionClosedException("the connection was not needed any more"));
    }
  }

  private void leased(AsyncClientEndpoint leased, boolean isFresh) {
    leasedNanos = nanos();
    fresh = isFresh;
    endpoint = leased;
    if (over.get()) {
      leased.releaseAndDiscard();
      return;
    }
    try {
      byte[] bytes = request.body().getBytes(StandardCharsets.UTF_8);
      leased.execute(
          new Attempt(engine.target().message(request), bytes, this), HttpCoreContext.create());
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** End it from outside: closes the connection, so that the backend notices. */
  void cut(Throwable cause) {
    if (over.compareAndSet(false, true)) {
      Future<AsyncClientEndpoint> pending = lease;
      if (pending != null) {
        pending.cancel(true);
      }
      release();
      discard();
      listener.failed(this, cause, false);
    }
  }

  /** What was read of the body is text now, or will not be read. */
  private void release() {
    ReplyBody read = body;
    body = null;
    if (read != null) {
      read.release();
    }
    StreamBody streamed = stream;
    if (streamed != null) {
      streamed.release();
    }
  }

  private void discard() {
    AsyncClientEndpoint used = endpoint;
    if (used != null) {
      used.releaseAndDiscard();
    }
  }

  void sent(long atNanos) {
    sentNanos = atNanos;
  }

  void headers(HttpResponse head, long atNanos) {
    headersNanos = atNanos;
    response = head;
    EventDecoder decoder = reader != null && head.getCode() / 100 == 2 ? decoderFor(head) : null;
    stream = decoder == null ? null : new StreamBody(engine.bodyRoom(), decoder);
    body = decoder == null ? new ReplyBody(engine.bodyRoom()) : null;
  }

  private static @Nullable EventDecoder decoderFor(HttpResponse head) {
    Header header = head.getFirstHeader("Content-Type");
    String type = header == null ? "" : header.getValue().toLowerCase(Locale.ROOT);
    if (type.startsWith("text/event-stream")) {
      return new SseDecoder();
    }
    boolean lines = type.startsWith("application/x-ndjson") || type.startsWith("application/jsonl");
    return lines ? new NdjsonDecoder() : null;
  }

  /** Take what one read brought; false if the reply is not wanted any more. */
  boolean body(ByteBuffer bytes, long atNanos) {
    if (over.get()) {
      return false; // it was cut, and somebody may be reading what it brought so far
    }
    ReplyBody whole = body;
    StreamBody streamed = stream;
    try {
      if (streamed != null) {
        streamed.feed(bytes, data -> event(data, atNanos));
      } else if (whole != null) {
        whole.add(bytes);
      }
      return true;
    } catch (Throwable e) {
      // From a plugin, and so anything. Let through, it would end the I/O thread, and with it every
      // other request that the thread serves.
      doneNanos = atNanos;
      refuse(e);
      return false;
    }
  }

  private void event(String data, long atNanos) {
    if (reader == null) {
      return;
    }
    Output output = reader.event(data);
    switch (output) {
      case ANSWER -> outputs.addAnswer(atNanos);
      case REASONING -> outputs.addReasoning(atNanos);
      case NONE -> {}
    }
  }

  void ended(boolean requestWritten, long atNanos) {
    doneNanos = atNanos;
    HttpResponse head = response;
    if (head == null) {
      failed(new IOException("the reply has no status line"));
      return;
    }
    StreamBody streamed = stream;
    if (streamed != null) {
      try {
        streamed.end(data -> event(data, atNanos));
      } catch (Throwable e) {
        refuse(e);
        return;
      }
    }
    Reply reply;
    try {
      reply = reply(head);
    } catch (Throwable e) { // as text, a body takes memory once more
      refuse(e);
      return;
    }
    if (over.compareAndSet(false, true)) {
      giveBack(head, requestWritten);
      release();
      listener.completed(this, reply);
    }
  }

  private void giveBack(HttpResponse head, boolean requestWritten) {
    AsyncClientEndpoint used = endpoint;
    if (used != null && requestWritten && !closes(head)) {
      engine.connections().release(used);
    } else {
      discard();
    }
  }

  /** The server said, or its version implies, that it closes the connection after this reply. */
  private static boolean closes(HttpResponse head) {
    Header header = head.getFirstHeader("Connection");
    boolean old = head.getVersion() != null && head.getVersion().getMinor() == 0;
    return header == null ? old : header.getValue().equalsIgnoreCase("close");
  }

  private Reply reply(HttpResponse head) {
    Header type = head.getFirstHeader("Content-Type");
    ReplyBody whole = body;
    String text = whole == null ? "" : whole.text(type == null ? null : type.getValue());
    return new Reply(head, text, Duration.ofNanos(Math.max(0, doneNanos - sentNanos)));
  }

  private void refuse(Throwable cause) {
    if (over.compareAndSet(false, true)) {
      release();
      discard();
      listener.failed(this, cause, true);
    }
  }

  /** Something of the reply had arrived, though not its whole head, when the connection failed. */
  void replyBegan() {
    replyBegan = true;
  }

  void failed(Exception cause) {
    doneNanos = nanos();
    if (mayResend(cause)) {
      resent = true;
      discard();
      start();
    } else if (over.compareAndSet(false, true)) {
      release();
      discard();
      listener.failed(this, cause, false);
    }
  }

  /** A server may close an idle connection just as it is used again: that is nobody's failure. */
  private boolean mayResend(Exception cause) {
    boolean lost = cause instanceof IOException || cause instanceof RequestNotExecutedException;
    boolean reused = endpoint != null && !fresh;
    return lost && reused && !resent && !replyBegan && headersNanos == 0 && !over.get();
  }

  long nanos() {
    return engine.ticker().nanos();
  }

  OutputTimes outputs() {
    return outputs;
  }

  long leasedNanos() {
    return leasedNanos;
  }

  long sentNanos() {
    return sentNanos;
  }

  long headersNanos() {
    return headersNanos;
  }

  long doneNanos() {
    return doneNanos;
  }

  boolean fresh() {
    return fresh;
  }

  boolean resent() {
    return resent;
  }
}
