package org.vespabench.runner.measure;

/**
 * The work of all successes of a load test over time, warm-up included: what was begun in one stage
 * may be done in the next. Thread-safe: every method holds the object's own lock.
 */
public final class DoneWork {
  private final WorkOverTime declared;
  private final WorkOverTime done;

  /** Begin; nothing happens before. */
  public DoneWork(long originNanos) {
    this.declared = new WorkOverTime(originNanos);
    this.done = new WorkOverTime(originNanos);
  }

  /** Add an exchange that has ended; failures have done nothing. */
  public synchronized void add(Exchange exchange) {
    if (exchange.succeeded()) {
      declared.add(exchange, exchange.declared());
      done.add(exchange, exchange.done());
    }
  }

  /** Tell the declared units per second in a time. */
  synchronized double declaredRate(long fromNanos, long toNanos) {
    return rate(declared, fromNanos, toNanos);
  }

  /** Tell the units per second in a time that the backend says it did. */
  synchronized double doneRate(long fromNanos, long toNanos) {
    return rate(done, fromNanos, toNanos);
  }

  private static double rate(WorkOverTime work, long fromNanos, long toNanos) {
    return work.rates(fromNanos, WorkOverTime.wholeBins(toNanos - fromNanos), 1)[0];
  }
}
