package org.vespabench.runner.benchmark;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.Round;

/** The best of some rounds: what the original reports, and what an autoscaler plans with. */
final class RoundsResult {
  private RoundsResult() {}

  static BenchmarkResult of(List<Round> rounds, SettingValues settings, String url) {
    boolean countDone = countsDone(settings);
    Round best =
        rounds.stream()
            .filter(round -> number(round, countDone) > 0)
            .max(Comparator.comparingDouble(round -> number(round, countDone)))
            .orElseThrow(() -> nothingMeasured(rounds, countDone, url));
    return BenchmarkResult.of(number(best, countDone)).done(best.doneThroughput());
  }

  static boolean countsDone(SettingValues settings) {
    return settings.orDefault(RunnerSettings.COUNT).equals("done");
  }

  static double number(Round round, boolean countDone) {
    if (round.completed() == 0) {
      return 0;
    }
    return countDone ? round.doneThroughput() : round.throughput();
  }

  private static BenchmarkException nothingMeasured(
      List<Round> rounds, boolean countDone, String url) {
    Optional<Failure> first =
        rounds.stream()
            .flatMap(round -> round.errors().values().stream())
            .map(Round.ErrorCount::first)
            .findFirst();
    long sent = rounds.stream().mapToLong(Round::requests).sum();
    if (first.isEmpty() && countDone) {
      return new BenchmarkException(
          "the backend says that it did no work in %d requests".formatted(sent));
    }
    return new BenchmarkException(
        "none of %d requests succeeded: %s"
            .formatted(
                sent,
                first.map(failure -> Advice.line(failure, url)).orElse("no reason is known")));
  }
}
