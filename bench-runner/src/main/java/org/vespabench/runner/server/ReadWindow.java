package org.vespabench.runner.server;

import java.io.IOException;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the reading of a message whose bytes are not passed on: at most {@link #SIZE} of them, and
 * what one read brings, wait in memory. Thread-safe.
 */
public final class ReadWindow {
  /** Bytes; also the initial window that httpcore5 must be configured with. */
  public static final int SIZE = 256 << 10;

  private static final Logger log = LoggerFactory.getLogger(ReadWindow.class);

  private final Object lock = new Object();

  // All guarded by the lock; bytes.
  private long granted = SIZE;
  private long read;
  private long held;
  private boolean unlimited;

  /** There only while reading is stopped. */
  private @Nullable CapacityChannel stopped;

  /** Count bytes that were read and wait to be passed on. */
  public void read(int bytes) {
    synchronized (lock) {
      read += bytes;
      held += bytes;
    }
  }

  /** Count bytes that were passed on, and go on to read if there is room enough. */
  public void release(long bytes) {
    synchronized (lock) {
      held -= bytes;
      resume();
    }
  }

  /** Never stop any more: what is read is dropped. */
  public void lift() {
    synchronized (lock) {
      unlimited = true;
      resume();
    }
  }

  /** Take over the means to go on: httpcore5 has stopped to read, as all that was granted came. */
  public void stopped(CapacityChannel channel) {
    synchronized (lock) {
      stopped = channel;
      resume();
    }
  }

  boolean isStopped() {
    synchronized (lock) {
      return stopped != null;
    }
  }

  /** In large steps: whatever is granted, httpcore5 reads a whole buffer. */
  private void resume() {
    CapacityChannel channel = stopped;
    if (channel == null || (!unlimited && held > SIZE / 2)) {
      return;
    }
    stopped = null;
    long more = unlimited ? Integer.MAX_VALUE : read - granted + SIZE - held;
    granted += more;
    try {
      channel.update((int) Math.min(more, Integer.MAX_VALUE));
    } catch (IOException e) { // the connection has gone, as its owner is told in another way
      log.debug("cannot go on to read", e);
    }
  }
}
