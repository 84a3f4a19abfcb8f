package org.vespabench.runner.measure;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.Work;

/**
 * One request with its reply, and what followed from it: its times, its work, or why it failed. All
 * times are of {@link Ticker#SYSTEM}.
 *
 * @param stamps when things happened
 * @param outputs when output arrived, empty unless it was streamed
 * @param declared units asked for
 * @param work what was done, null if it failed
 * @param failure why it failed, null if it did not
 * @param connection whether it had a connection of its own
 * @param routing how it found its worker; empty where it went straight to the backend
 */
public record Exchange(
    Stamps stamps,
    OutputTimes outputs,
    double declared,
    @Nullable Work work,
    @Nullable Failure failure,
    Connection connection,
    Optional<Routing> routing) {

  /** Make one that went straight to the backend. */
  public Exchange(
      Stamps stamps,
      OutputTimes outputs,
      double declared,
      @Nullable Work work,
      @Nullable Failure failure,
      Connection connection) {
    this(stamps, outputs, declared, work, failure, connection, Optional.empty());
  }

  /**
   * How an exchange came by its connection.
   *
   * @param fresh true if it was opened for this exchange
   * @param resent true if a reused connection turned out to be closed, and the request was sent
   *     again on a fresh one
   */
  public record Connection(boolean fresh, boolean resent) {}

  /**
   * When things happened, in nanoseconds. Zero for what did not.
   *
   * @param intended when the request should have left
   * @param leased when a connection was obtained
   * @param sent when the first byte was handed to the socket
   * @param headers when the reply's headers had been read
   * @param done when the reply, and all that followed, had been read to its end
   */
  public record Stamps(long intended, long leased, long sent, long headers, long done) {}

  /**
   * How a request found its worker, in nanoseconds of the same time. Zero for what did not happen.
   *
   * @param worker the URL of the worker that it was sent to, empty if it found none
   * @param answered when the autoscaler had answered for the first time
   * @param routed when it had named a worker
   * @param sent when the first byte for the worker was handed to the socket
   * @param asked how often the autoscaler was asked
   * @param requestIdx what the autoscaler and the worker know it by, as the autoscaler wrote it;
   *     empty if it never answered
   */
  public record Routing(
      String worker, long answered, long routed, long sent, int asked, String requestIdx) {}

  /** Tell whether it succeeded. */
  public boolean succeeded() {
    return failure == null;
  }

  /** Tell the units done: as counted, else as declared; zero if it failed. */
  public double done() {
    return work == null ? 0 : work.counted().orElse(declared);
  }

  /** Tell whether nobody knows what it did. */
  public boolean estimated() {
    return work != null && work.isEstimated();
  }
}
