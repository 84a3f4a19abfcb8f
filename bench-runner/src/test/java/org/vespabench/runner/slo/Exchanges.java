package org.vespabench.runner.slo;

import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.OutputTimes;

/** Makes exchanges for tests, intended at 0 and sent at 10; times are milliseconds. */
final class Exchanges {
  static final long MILLI = 1_000_000;
  private static final long SENT = 10;
  private static final Exchange.Connection REUSED = new Exchange.Connection(false, false);

  private Exchanges() {}

  static Exchange plain(long done) {
    return ofNanos(done * MILLI);
  }

  static Exchange ofNanos(long done) {
    return new Exchange(
        new Exchange.Stamps(0, SENT * MILLI, SENT * MILLI, SENT * MILLI, done),
        new OutputTimes(),
        1,
        Work.asDeclared(),
        null,
        REUSED);
  }

  /** Streamed, done with its last output. */
  static Exchange streamed(Work work, long... outputs) {
    return new Exchange(stamps(outputs[outputs.length - 1]), times(outputs), 1, work, null, REUSED);
  }

  static Exchange streamed(long... outputs) {
    return streamed(Work.done(outputs.length), outputs);
  }

  static Exchange failed(long done) {
    return ended(FailureKind.STATUS, done);
  }

  /** Cut off at this age, after these outputs. */
  static Exchange cut(long age, long... outputs) {
    return ended(FailureKind.CUT, age, outputs);
  }

  static Exchange cutBeforeSent(long age) {
    return new Exchange(
        new Exchange.Stamps(0, 0, 0, 0, age * MILLI),
        new OutputTimes(),
        1,
        null,
        Failure.of(FailureKind.CUT, "the run was interrupted"),
        REUSED);
  }

  private static Exchange ended(FailureKind kind, long done, long... outputs) {
    return new Exchange(
        stamps(done), times(outputs), 1, null, Failure.of(kind, "for the test"), REUSED);
  }

  private static Exchange.Stamps stamps(long done) {
    return new Exchange.Stamps(0, SENT * MILLI, SENT * MILLI, SENT * MILLI, done * MILLI);
  }

  private static OutputTimes times(long... millis) {
    OutputTimes times = new OutputTimes();
    for (long each : millis) {
      times.addAnswer(each * MILLI);
    }
    return times;
  }
}
