package org.vespabench.runner.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Is the memory that all bodies which are gathered may take together: clients that nobody knows
 * could else fill it before anybody has looked at what they want. Thread-safe.
 */
final class BodyRoom {
  private final AtomicLong left;

  BodyRoom(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** Take some, unless there is not so much left. */
  boolean take(long bytes) {
    long after = left.addAndGet(-bytes);
    if (after < 0) {
      left.addAndGet(bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }
}
