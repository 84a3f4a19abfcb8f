package org.vespabench.runner.server;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/**
 * Is what follows a request's head. It is either {@linkplain #gather gathered} or {@linkplain
 * #stream streamed}, once; until then a little of it is kept and the client waits. Thread-safe.
 */
public final class RequestBody {
  /** Takes a body as it comes; never called by two threads at once, and must not block. */
  public interface Reader {
    /**
     * Take bytes; each must be {@linkplain RequestBody#release released} at some time.
     *
     * @param bytes its own copy
     */
    void data(ByteBuffer bytes);

    /** The body is complete. If the client goes before, {@link ServerReply#onClosed} tells. */
    void end();
  }

  private final @Nullable EntityDetails entity;
  private final ServerReply reply;
  private final boolean continueExpected;
  private final BodyRoom room;
  private final ReadWindow window = new ReadWindow();
  private final Object lock = new Object();

  // Written under the lock, which is held while the reader is called: looks at them need none, so
  // that whoever calls the reply back from there does not wait for himself.
  private final List<ByteBuffer> early = new ArrayList<>();
  private volatile @Nullable Reader reader;
  private volatile boolean arrived;
  private volatile boolean ended;

  /** Of the room, in bytes. */
  private final AtomicLong taken = new AtomicLong();

  /** In the machine's time; when it was seen last that the client did its part. */
  private volatile long lastSeenNanos = System.nanoTime();

  RequestBody(
      @Nullable EntityDetails entity, boolean continueExpected, ServerReply reply, BodyRoom room) {
    this.room = room;
    this.entity = entity;
    this.reply = reply;
    this.continueExpected = continueExpected && entity != null;
    this.ended = entity == null;
  }

  /** Tell whether there is one, though it may be empty: the head says so. */
  public boolean isPresent() {
    return entity != null;
  }

  /** Tell how many bytes it will have, if the head says so. */
  public OptionalLong length() {
    long bytes = entity == null ? -1 : entity.getContentLength();
    return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /**
   * Wait for the whole. A larger one is refused with status 413.
   *
   * @param limitBytes the most that is taken
   * @param whole called once, at once or on an I/O thread; never if it was too large, or the client
   *     has gone
   * @throws IllegalStateException if it was asked for before
   */
  public void gather(int limitBytes, Consumer<byte[]> whole) {
    gather(limitBytes, whole, () -> refuse(limitBytes));
  }

  /**
   * Wait for the whole. Where there is no memory for it, status 503 is answered.
   *
   * @param limitBytes the most that is taken
   * @param whole called once, at once or on an I/O thread; never if the client has gone
   * @param tooLarge called in its place if it is larger; must end the reply
   * @throws IllegalStateException if it was asked for before
   */
  public void gather(int limitBytes, Consumer<byte[]> whole, Runnable tooLarge) {
    gather(
        limitBytes,
        whole,
        tooLarge,
        () -> reply.refuse(503, "there is no memory for more requests now: try again later"));
  }

  /**
   * Wait for the whole.
   *
   * @param limitBytes the most that is taken
   * @param whole called once, at once or on an I/O thread; never if the client has gone
   * @param tooLarge called in its place if it is larger; must end the reply
   * @param noRoom called in its place if all bodies together would take too much memory; likewise
   * @throws IllegalStateException if it was asked for before
   */
  public void gather(int limitBytes, Consumer<byte[]> whole, Runnable tooLarge, Runnable noRoom) {
    if (length().orElse(0) > limitBytes) {
      tooLarge.run();
    } else {
      stream(new Gatherer(limitBytes, whole, tooLarge, noRoom));
    }
  }

  /**
   * Take it as it comes.
   *
   * @throws IllegalStateException if it was asked for before
   */
  public void stream(Reader reader) {
    synchronized (lock) {
      if (this.reader != null) {
        throw new IllegalStateException("the request's body was asked for before");
      }
      this.reader = reader;
      lastSeenNanos = System.nanoTime();
      early.forEach(reader::data);
      early.clear();
      if (ended) {
        reader.end();
      } else if (continueExpected && !arrived) {
        reply.sendContinue();
      }
    }
  }

  /** Give room for more bytes, as those were passed on. */
  public void release(long bytes) {
    window.release(bytes);
  }

  /** Drop what comes from now on, so that the client is not stopped and gets to see the reply. */
  void discard() {
    window.lift();
  }

  private void refuse(int limitBytes) {
    reply.refuse(413, "the request's body is larger than " + limitBytes + " bytes");
  }

  /** The client waits for a sign to go on. */
  boolean isContinueAwaited() {
    return continueExpected && reader == null && !arrived && !ended;
  }

  void arrived(ByteBuffer bytes) {
    lastSeenNanos = System.nanoTime();
    if (!reply.isUnended()) {
      return;
    }
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    window.read(copy.remaining());
    synchronized (lock) {
      arrived = true;
      Reader taker = reader;
      if (taker == null) {
        early.add(copy);
      } else {
        taker.data(copy);
      }
    }
  }

  void stopped(CapacityChannel channel) {
    window.stopped(channel);
  }

  void ended() {
    synchronized (lock) {
      ended = true;
      Reader taker = reader;
      if (taker != null && reply.isUnended()) {
        taker.end();
      }
    }
  }

  /** Tell for how long the client has owed us something, in nanoseconds; 0 if it does not. */
  long overdueNanos(long nowNanos) {
    boolean wanted = reader != null || !reply.isUnended();
    if (ended || !wanted || window.isStopped()) {
      lastSeenNanos = nowNanos;
      return 0;
    }
    return nowNanos - lastSeenNanos;
  }

  /** The exchange is over: what its body took is free again. */
  void free() {
    room.giveBack(taken.getAndSet(0));
  }

  private final class Gatherer implements Reader {
    private final int limitBytes;
    private final Consumer<byte[]> whole;
    private final Runnable tooLarge;
    private final Runnable noRoom;
    private final List<ByteBuffer> parts = new ArrayList<>();
    private int bytes;

    Gatherer(int limitBytes, Consumer<byte[]> whole, Runnable tooLarge, Runnable noRoom) {
      this.limitBytes = limitBytes;
      this.whole = whole;
      this.tooLarge = tooLarge;
      this.noRoom = noRoom;
    }

    @Override
    public void data(ByteBuffer part) {
      release(part.remaining());
      if (!reply.isUnended()) {
        return;
      }
      if (bytes + (long) part.remaining() > limitBytes) {
        parts.clear();
        tooLarge.run();
      } else if (!room.take(part.remaining())) {
        parts.clear();
        noRoom.run();
      } else {
        taken.addAndGet(part.remaining());
        bytes += part.remaining();
        parts.add(part);
      }
    }

    @Override
    public void end() {
      if (reply.isUnended()) {
        byte[] all = joined();
        // This lives as long as the reply, which may take long.
        parts.clear();
        whole.accept(all);
      }
    }

    private byte[] joined() {
      ByteBuffer all = ByteBuffer.allocate(bytes);
      parts.forEach(all::put);
      return all.array();
    }
  }
}
