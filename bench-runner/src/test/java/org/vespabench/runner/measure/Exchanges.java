package org.vespabench.runner.measure;

import org.vespabench.api.Work;

/** Makes exchanges for tests; times are milliseconds since an arbitrary start. */
final class Exchanges {
  static final long MILLI = 1_000_000;
  private static final Exchange.Connection REUSED = new Exchange.Connection(false, false);

  private Exchanges() {}

  static Exchange.Stamps stamps(long intended, long sent, long done) {
    return new Exchange.Stamps(intended * MILLI, sent * MILLI, sent * MILLI, 0, done * MILLI);
  }

  static Exchange success(Exchange.Stamps stamps, OutputTimes outputs, double declared, Work work) {
    return new Exchange(stamps, outputs, declared, work, null, REUSED);
  }

  static Exchange success(long sent, long done, double declared, Work work) {
    return success(stamps(sent, sent, done), new OutputTimes(), declared, work);
  }

  static Exchange streamed(OutputTimes outputs, Work work) {
    return success(stamps(1, 2, 1_000), outputs, 100, work);
  }

  static Exchange failure(long sent, long done, Failure failure) {
    return new Exchange(stamps(sent, sent, done), new OutputTimes(), 100, null, failure, REUSED);
  }

  static OutputTimes answers(long... millis) {
    OutputTimes times = new OutputTimes();
    for (long each : millis) {
      times.addAnswer(each * MILLI);
    }
    return times;
  }
}
