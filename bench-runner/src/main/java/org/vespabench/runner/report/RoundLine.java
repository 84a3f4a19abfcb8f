package org.vespabench.runner.report;

import java.util.Locale;
import java.util.Map;
import org.vespabench.runner.measure.Round;

/** Writes one round in one line, in the form that the Python original logs. */
public final class RoundLine {
  private RoundLine() {}

  /** Write it. */
  public static String of(int number, int of, Round round, String unit) {
    if (round.completed() == 0) {
      return String.format(
          Locale.ROOT,
          "Run %d/%d: 0/%d successful, skipped%s",
          number,
          of,
          round.requests(),
          firstError(round));
    }
    return String.format(
        Locale.ROOT,
        "Run %d/%d: %d/%d successful, %s %s in %.2fs = %s %s/s%s",
        number,
        of,
        round.completed(),
        round.requests(),
        Numbers.units(round.declared()),
        unit,
        round.seconds(),
        Numbers.shown(round.throughput()),
        unit,
        firstError(round));
  }

  private static String firstError(Round round) {
    return round.errors().entrySet().stream()
        .max(Map.Entry.comparingByValue((a, b) -> Long.compare(a.count(), b.count())))
        .map(entry -> " (" + entry.getValue().first().message() + ")")
        .orElse("");
  }
}
