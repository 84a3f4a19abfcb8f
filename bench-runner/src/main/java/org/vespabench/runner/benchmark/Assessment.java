package org.vespabench.runner.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vespabench.runner.measure.MeanInterval;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.Validity;

/**
 * Decides whether rounds can be trusted. The limits are explained in {@code docs/metrics.md}.
 *
 * @param validity the verdict
 * @param mean of the rounds, a warming first one left out
 * @param warming whether the first round was left out of the mean
 */
record Assessment(Validity validity, MeanInterval mean, boolean warming) {
  /** Beyond it, what was declared is an estimate that is too low. */
  static final double MORE_THAN_DECLARED = 1.1;

  private static final double DONE_AT_LEAST = CommonReasons.DONE_AT_LEAST;
  private static final double ROUND_SECONDS = 0.2;
  private static final double SPREAD = 0.2;
  private static final double WARMING_SHARE = 0.9;
  private static final double WARMING_DEVIATIONS = 3;

  static Assessment of(List<Round> all, int planned, boolean countDone) {
    List<Round> rounds = all.stream().filter(round -> round.completed() > 0).toList();
    List<Double> numbers =
        rounds.stream().map(round -> RoundsResult.number(round, countDone)).toList();
    boolean warming = isWarming(numbers);
    MeanInterval mean = MeanInterval.of(warming ? numbers.subList(1, numbers.size()) : numbers);
    Validity validity = completeness(all, rounds, planned, Validity.VALID);
    if (!rounds.isEmpty()) {
      validity = CommonReasons.errors(all, validity);
      validity = work(rounds, countDone, validity);
      validity = timing(rounds, mean, validity);
    }
    return new Assessment(validity, mean, warming);
  }

  /** Assess a rate that was kept up, with the exchanges of its window. */
  static Assessment of(SustainedRate rate, Round inWindow, boolean countDone) {
    Validity validity = Validity.VALID;
    if (rate.failedInARow() > 0) {
      validity =
          validity.suspect(
              "it ended after %s of %s, as the last %d requests all failed"
                  .formatted(
                      seconds(rate.seconds()),
                      seconds(rate.plannedSeconds()),
                      rate.failedInARow()));
    }
    List<Round> all = List.of(inWindow);
    validity =
        CommonReasons.share(
            rate.done() / rate.declared(), countDone, "", CommonReasons.errors(all, validity));
    validity = CommonReasons.estimates(all, validity);
    return new Assessment(precision(rate.interval(), validity), rate.interval(), false);
  }

  private static Validity precision(MeanInterval interval, Validity validity) {
    double half = interval.hasInterval() ? (interval.high() - interval.low()) / 2 : 0;
    return half > SPREAD * interval.mean()
        ? validity.suspect(
            "the rate is only known to within %.0f %%: raise --duration"
                .formatted(100 * half / interval.mean()))
        : validity;
  }

  /** What is normal for a rate that was kept up, but good to know. */
  static List<String> notes(SustainedRate rate) {
    List<String> notes = new ArrayList<>();
    if (!rate.interval().hasInterval()) {
      notes.add(
          "%s are too short for an interval: with requests this long it takes --duration %.0fs"
              .formatted(seconds(rate.seconds()), Math.ceil(rate.secondsForInterval())));
    }
    if (rate.beforeFailed() > 0) {
      notes.add(
          "%d of %d requests before the window failed, which are in no figure"
              .formatted(rate.beforeFailed(), rate.before()));
    }
    return notes;
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** The first round is far below the others: caches and compilers were still filling. */
  private static boolean isWarming(List<Double> numbers) {
    if (numbers.size() < 4) {
      return false;
    }
    MeanInterval others = MeanInterval.of(numbers.subList(1, numbers.size()));
    double first = numbers.get(0);
    return first < WARMING_SHARE * others.mean()
        && first < others.mean() - WARMING_DEVIATIONS * others.deviation();
  }

  private static Validity completeness(
      List<Round> all, List<Round> rounds, int planned, Validity before) {
    Validity validity = before;
    if (all.size() < planned) {
      validity = validity.suspect("only %d of %d rounds were done".formatted(all.size(), planned));
    }
    int empty = all.size() - rounds.size();
    return empty == 0
        ? validity
        : validity.suspect("%d of %d rounds had no success".formatted(empty, all.size()));
  }

  private static Validity work(List<Round> rounds, boolean countDone, Validity before) {
    double declared = rounds.stream().mapToDouble(Round::declared).sum();
    double done = rounds.stream().mapToDouble(Round::done).sum();
    String instead = "; where lengths vary, --method sustained waits for no longest request";
    return CommonReasons.estimates(
        rounds, CommonReasons.share(done / declared, countDone, instead, before));
  }

  /** What is normal for rounds, but good to know. */
  static List<String> notes(List<Round> rounds, boolean countDone) {
    double declared = rounds.stream().mapToDouble(Round::declared).sum();
    double done = rounds.stream().mapToDouble(Round::done).sum();
    return countDone && done < DONE_AT_LEAST * declared
        ? List.of(
            "%.0f %% of what was asked for was done: if that is because lengths vary, a round waits"
                    .formatted(100 * done / declared)
                + " for its longest request and its number is too low; --method sustained is not")
        : List.of();
  }

  private static Validity timing(List<Round> rounds, MeanInterval mean, Validity before) {
    Validity validity = before;
    List<Double> seconds = new ArrayList<>(rounds.stream().map(Round::seconds).sorted().toList());
    double median = seconds.get(seconds.size() / 2);
    if (median < ROUND_SECONDS) {
      validity =
          validity.suspect(
              String.format(
                  Locale.ROOT,
                  "a round lasts %.3f s only, too short to time well: raise --requests or the work"
                      + " of a request",
                  median));
    }
    boolean wide = mean.hasInterval() && mean.deviation() > SPREAD * mean.mean();
    return wide
        ? validity.suspect(
            "the rounds differ by %.0f %% (standard deviation), so the best one says little"
                .formatted(100 * mean.deviation() / mean.mean()))
        : validity;
  }
}
