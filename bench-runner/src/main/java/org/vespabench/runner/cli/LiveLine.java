package org.vespabench.runner.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.vespabench.runner.benchmark.RunProgress;

/** Shows how far a run is, on a terminal, four times a second. */
final class LiveLine implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Console console;
  private final RunProgress progress;
  private final String unit;
  private final Thread thread;
  private volatile boolean closed;

  private LiveLine(Console console, RunProgress progress, String unit) {
    this.console = console;
    this.progress = progress;
    this.unit = unit;
    this.thread = new Thread(this::show, "bench-live-1");
    thread.setDaemon(true);
  }

  static LiveLine start(Console console, RunProgress progress, String unit) {
    LiveLine line = new LiveLine(console, progress, unit);
    if (console.isTerminal()) {
      line.thread.start();
    }
    return line;
  }

  private void show() {
    while (!closed) {
      console.live(text(progress.now(), System.nanoTime(), unit));
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  /** Write a moment in one line. */
  static String text(RunProgress.Moment moment, long nowNanos, String unit) {
    if (!moment.message().equals("measuring")) {
      return "%s, %d s".formatted(moment.message(), seconds(nowNanos - moment.startedNanos()));
    }
    if (moment.windowNanos() > 0) {
      return window(moment, nowNanos, unit);
    }
    double inRound = Math.max(1, nowNanos - moment.sinceNanos()) / 1e9;
    return String.format(
        Locale.ROOT,
        "round %d/%d  %d/%d done  %.1f %s/s%s",
        moment.step() + 1,
        moment.steps(),
        moment.ended(),
        moment.requests(),
        moment.units() / inRound,
        unit,
        timeLeft(moment, nowNanos));
  }

  private static String window(RunProgress.Moment moment, long nowNanos, String unit) {
    long left = moment.sinceNanos() + moment.windowNanos() - nowNanos;
    double inWindow = Math.max(1, nowNanos - moment.sinceNanos()) / 1e9;
    return String.format(
        Locale.ROOT,
        "%d done  %.1f %s/s  %s",
        moment.ended(),
        moment.units() / inWindow,
        unit,
        left > 0 ? seconds(left) + " s left" : "waiting for those in flight");
  }

  /** Guess from the rounds that are done; before the first there is nothing to guess from. */
  private static String timeLeft(RunProgress.Moment moment, long nowNanos) {
    if (moment.step() == 0) {
      return "";
    }
    long each = (moment.sinceNanos() - moment.measuringNanos()) / moment.step();
    long left = each * (moment.steps() - moment.step()) - (nowNanos - moment.sinceNanos());
    return "  about %d s left".formatted(seconds(Math.max(0, left)));
  }

  private static long seconds(long nanos) {
    return Math.round(nanos / 1e9);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    console.eraseLive();
  }
}
