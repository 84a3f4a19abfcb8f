package org.vespabench.runner.http;

import java.util.concurrent.atomic.AtomicLong;
import org.vespabench.api.BenchmarkException;

/**
 * How much memory bodies may take: each of them, and all that are in flight together, so that a
 * backend that sends too much makes requests fail, and not the program. Thread-safe.
 */
final class BodyRoom {
  /** A body is held about four times: as it grows, and as text; and others need memory as well. */
  private static final int SHARE_OF_HEAP = 8;

  private final int limit;
  private final long together;
  private final AtomicLong taken = new AtomicLong();

  /** Let each have so many bytes, and all of them an eighth of the heap. */
  BodyRoom(int limit) {
    this(limit, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  BodyRoom(int limit, long together) {
    this.limit = limit;
    this.together = together;
  }

  /** Tell how many bytes each may have. */
  int limit() {
    return limit;
  }

  /** Take more for one body. */
  void take(int bytes) {
    if (taken.addAndGet(bytes) > together) {
      taken.addAndGet(-bytes);
      throw new BenchmarkException(
          "the replies in flight take more than %d MiB, an eighth of the memory that Java may use: have fewer in flight, or give it more (BENCH_JAVA_OPTS=-Xmx4g)"
              .formatted(together >> 20));
    }
  }

  /** Give back what a body took. */
  void giveBack(int bytes) {
    taken.addAndGet(-bytes);
  }

  /** Tell how many bytes are taken. */
  long taken() {
    return taken.get();
  }
}
