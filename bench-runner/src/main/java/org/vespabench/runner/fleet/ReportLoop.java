package org.vespabench.runner.fleet;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that looks again and again whether there is something to report, and a last time when it
 * is closed. From then on each address is tried once more only.
 */
final class ReportLoop implements Patience, AutoCloseable {
  /** What is done on the thread. */
  interface Step {
    void run() throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ReportLoop.class);

  private final ReportTimes times;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong looks = new AtomicLong();
  private final Thread thread;

  ReportLoop(String threadName, ReportTimes times, Step look, Step last) {
    this.times = times;
    this.thread = new Thread(() -> run(look, last), threadName);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run(Step look, Step last) {
    try {
      do {
        guarded(look);
        looks.incrementAndGet();
      } while (!closed.await(times.look().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      LOG.debug("closed while a report was under way", e);
    }
    try {
      guarded(last);
    } catch (InterruptedException e) {
      LOG.debug("there was no time for the last report", e);
    }
  }

  /** A bug in one report must not be the end of all others. */
  private static void guarded(Step step) throws InterruptedException {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("a report failed", e);
    }
  }

  @Override
  public Duration limit(int addresses) {
    return isClosed() ? times.closing().dividedBy(Math.max(1, addresses)) : times.limit();
  }

  @Override
  public boolean again(int tried) throws InterruptedException {
    return tried < times.tries() && !closed.await(times.backOff().toNanos(), TimeUnit.NANOSECONDS);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Count the looks that are over: for tests, which cannot see what is not sent. */
  long looks() {
    return looks.get();
  }

  /** Wait for what is under way and for the last report, each for a bounded time. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(times.closing().toMillis());
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(times.closing().toMillis());
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
