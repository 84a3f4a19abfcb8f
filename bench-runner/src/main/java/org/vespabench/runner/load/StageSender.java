package org.vespabench.runner.load;

import java.util.concurrent.CompletableFuture;

/** Sends the requests of one stage. */
public interface StageSender {
  /**
   * Send one.
   *
   * @param index which one of its phase, from 0
   * @param intendedNanos when it should leave
   * @return completes when it is over, never exceptionally
   */
  CompletableFuture<?> send(Phase phase, long index, long intendedNanos);

  /**
   * Count one that could not leave when it should, as too many were in flight; it is sent next.
   *
   * @param index which one, from 0
   */
  void late(Phase phase, long index);

  /**
   * Count one that was to be sent, but could not go before the end.
   *
   * @param index which one of those measured, from 0
   * @param intendedNanos when it should have left
   */
  void unsent(long index, long intendedNanos);
}
