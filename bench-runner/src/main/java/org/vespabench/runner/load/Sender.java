package org.vespabench.runner.load;

import java.util.concurrent.CompletableFuture;

/** Sends one request of a load. */
@FunctionalInterface
public interface Sender {
  /**
   * Send it.
   *
   * @param index which one, from 0
   * @param intendedNanos when it should leave
   * @return completes when it is over, never exceptionally
   */
  CompletableFuture<?> send(long index, long intendedNanos);
}
