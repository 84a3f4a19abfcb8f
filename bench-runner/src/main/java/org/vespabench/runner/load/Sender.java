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

  /**
   * Count one that was to be sent, but could not go before the end.
   *
   * @param index which one, from 0
   * @param intendedNanos when it should have left
   */
  default void unsent(long index, long intendedNanos) {}

  /**
   * Count one that could not leave when it should, as too many were in flight; it is sent next.
   *
   * @param index which one, from 0
   */
  default void late(long index) {}
}
