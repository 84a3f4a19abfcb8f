package org.vespabench.runner.proxy;

import java.nio.ByteBuffer;

/**
 * Is told how one request fares. Called by one thread at a time, on I/O threads, so it must not
 * block. All times are of the proxy's ticker, in nanoseconds.
 */
public interface ForwardListener {
  /** Does nothing. */
  ForwardListener NONE = new ForwardListener() {};

  /**
   * The head of the request is about to be written. Told again where a reused connection turned out
   * to be closed, and the request is sent once more.
   */
  default void sent(long atNanos) {}

  /** The head of the backend's reply is there, and was handed on to the client. */
  default void head(int status, long atNanos) {}

  /**
   * A part of the reply's body is there, before it goes to the client.
   *
   * @param part as the backend framed it, read-only, valid during the call alone
   * @param atNanos the same for all parts that one read of the socket brought
   */
  default void body(ByteBuffer part, long atNanos) {}

  /**
   * It is over. Told exactly once, and last.
   *
   * @param why a sentence for the log; empty for {@link Outcome#DONE}
   */
  default void ended(Outcome outcome, String why, long atNanos) {}
}
