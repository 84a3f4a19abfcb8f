package org.vespabench.runner.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.loadtest.LoadObserver;
import org.vespabench.runner.loadtest.LoadProgress;

/** Shows how far a load test is: on a terminal twice a second, elsewhere every few seconds. */
final class LoadConsole implements LoadObserver {
  private static final long LIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Console console;
  private final String unit;
  private volatile @Nullable LoadProgress progress;
  private volatile boolean ended;
  private volatile long sinceNanos;
  private final Thread thread = new Thread(this::show, "bench-live-1");

  LoadConsole(Console console, String unit) {
    this.console = console;
    this.unit = unit;
    thread.setDaemon(true);
  }

  @Override
  public void note(String line) {
    console.say(line);
  }

  @Override
  public void started(LoadProgress now) {
    boolean first = progress == null;
    progress = now;
    if (first) {
      sinceNanos = System.nanoTime();
      thread.start();
    }
  }

  private void show() {
    boolean live = console.isTerminal();
    LoadLine line = new LoadLine(unit);
    LockSupport.parkNanos(live ? LIVE_NANOS : LINE_NANOS);
    while (!ended) {
      LoadProgress now = progress;
      if (now != null) {
        show(now.now(), line, live);
      }
      LockSupport.parkNanos(live ? LIVE_NANOS : LINE_NANOS);
    }
  }

  private void show(LoadProgress.Moment moment, LoadLine line, boolean live) {
    double seconds = (System.nanoTime() - sinceNanos) / 1e9;
    if (live) {
      String table = moment.routes().map(one -> RouteLines.table(one, seconds) + "\n").orElse("");
      console.live(table + line.next(moment));
    } else {
      console.say(line.next(moment));
      moment.routes().ifPresent(one -> console.say(RouteLines.line(one, seconds)));
    }
  }

  @Override
  public void ended() {
    ended = true;
    LockSupport.unpark(thread);
    console.eraseLive();
  }
}
