package org.vespabench.runner.cli;

import org.jspecify.annotations.Nullable;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunProgress;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.report.RoundLine;

/** Tells an operator how a run proceeds. */
final class ConsoleObserver implements RunObserver {
  private final Console console;
  private final String unit;
  private volatile @Nullable LiveLine live;

  ConsoleObserver(Console console, String unit) {
    this.console = console;
    this.unit = unit;
  }

  @Override
  public void note(String line) {
    console.say(line);
  }

  @Override
  public void started(RunProgress progress) {
    live = LiveLine.start(console, progress, unit);
  }

  @Override
  public void round(int number, int of, Round round) {
    console.say(RoundLine.of(number, of, round, unit));
  }

  @Override
  public void ended() {
    LiveLine line = live;
    if (line != null) {
      line.close();
    }
  }
}
