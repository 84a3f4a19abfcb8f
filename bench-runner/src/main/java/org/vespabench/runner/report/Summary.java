package org.vespabench.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.MeanInterval;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.Validity;

/**
 * Writes a result for people. Alike in every language: {@code %d} would write Arabic digits where
 * that is the default.
 */
public final class Summary {
  private final Result result;
  private final List<String> lines = new ArrayList<>();

  private Summary(Result result) {
    this.result = result;
  }

  /** Write it, line by line. */
  public static List<String> of(Result result) {
    Summary summary = new Summary(result);
    summary.write();
    return List.copyOf(summary.lines);
  }

  private void write() {
    lines.add("");
    if (result.origin().simulated()) {
      lines.add("The backend is SIMULATED: these figures say nothing about any real one.");
    }
    if (result.measured()) {
      throughput();
    } else {
      lines.add("Nothing measured: " + result.reason());
    }
    if (result.figures().load() != null) {
      lines.addAll(LoadSummary.of(result.figures().load(), result.unit()));
    }
    requests();
    client();
    latencies();
    errors();
    validity();
  }

  private void add(String label, String text) {
    lines.add(String.format(Locale.ROOT, "%-16s %s", label, text));
  }

  private void throughput() {
    Result.Figures figures = result.figures();
    double number = figures.throughput().orElseThrow();
    String perSecond = result.unit() + "/s";
    if (figures.load() != null) {
      add("Throughput", "%s %s".formatted(Numbers.shown(number), perSecond));
      figures.doneThroughput().ifPresent(done -> done(done, number, perSecond));
      return;
    }
    if (figures.sustained() != null) {
      sustained(figures.sustained(), perSecond);
      figures.doneThroughput().ifPresent(done -> done(done, number, perSecond));
      return;
    }
    boolean best = figures.rounds().size() > 1;
    add(
        "Maximum",
        "%s %s%s".formatted(Numbers.shown(number), perSecond, best ? ", the best round" : ""));
    MeanInterval mean = figures.mean();
    if (mean.hasInterval()) {
      add(
          "Mean",
          "%s %s, 95 %% interval %s to %s, standard deviation %s, of %s rounds"
              .formatted(
                  Numbers.shown(mean.mean()),
                  perSecond,
                  Numbers.shown(mean.low()),
                  Numbers.shown(mean.high()),
                  Numbers.shown(mean.deviation()),
                  mean.count()));
    }
    figures.doneThroughput().ifPresent(done -> done(done, number, perSecond));
    figures.details().forEach((name, value) -> add("Detail", name + " " + Numbers.shown(value)));
  }

  private void sustained(SustainedRate rate, String perSecond) {
    add(
        "Sustained",
        "%s %s for %s s, with %s in flight"
            .formatted(
                Numbers.shown(rate.interval().mean()),
                perSecond,
                Numbers.shown(rate.seconds()),
                rate.concurrency()));
    MeanInterval interval = rate.interval();
    if (interval.hasInterval()) {
      add(
          "Interval",
          "95 %% from %s to %s, of %s batches of %s s"
              .formatted(
                  Numbers.shown(interval.low()),
                  Numbers.shown(interval.high()),
                  interval.count(),
                  Numbers.shown(rate.batchSeconds())));
    }
  }

  private void done(double done, double number, String perSecond) {
    add(
        "Work done",
        "%s %s, %s %% of what was declared"
            .formatted(Numbers.shown(done), perSecond, Numbers.share(done / number)));
  }

  private void requests() {
    List<Round> rounds = result.figures().rounds();
    long completed = rounds.stream().mapToLong(Round::completed).sum();
    if (completed == 0) {
      return;
    }
    long sent = rounds.stream().mapToLong(Round::requests).sum();
    Result.Connections connections = result.figures().connections();
    add(
        "Requests",
        "%s of %s successful, %s connections opened, reused %s times%s"
            .formatted(
                completed,
                sent,
                connections.fresh(),
                connections.reused(),
                connections.stale() == 0
                    ? ""
                    : ", %s found closed and replaced".formatted(connections.stale())));
    Details.means(rounds)
        .forEach((name, mean) -> add(Details.label(name), Numbers.shown(mean) + " a request"));
  }

  private void client() {
    ClientFigures client = result.figures().client();
    if (client == null) {
      return;
    }
    add(
        "Client",
        "%s of %s cores used, machine %s %% busy, busiest I/O thread %s %%, %s GC pauses, at most %s ms"
            .formatted(
                Numbers.shown(client.cpuCores()),
                client.cores(),
                known(client.machineBusy()),
                known(client.busiestIoThread()),
                client.gcCount(),
                client.longestGcPauseMillis()));
  }

  private static String known(double share) {
    return Double.isNaN(share) ? "?" : Numbers.share(share);
  }

  private void latencies() {
    if (result.figures().histograms().of(Latency.E2E).getTotalCount() == 0) {
      return;
    }
    lines.add("");
    StringBuilder head = new StringBuilder("Latency of successes, ms");
    head.append(" ".repeat(Math.max(0, 25 - head.length())));
    Percentile.all().forEach(p -> head.append(column(p.label())));
    lines.add(head.append(column("max")).append(column("count")).toString());
    for (Latency latency : Latency.values()) {
      Histogram micros = result.figures().histograms().of(latency);
      if (micros.getTotalCount() > 0) {
        lines.add(row(latency, micros));
      }
    }
    double within = result.figures().histograms().shareInOneRead();
    if (within > 0) {
      lines.add(
          "  %s %% of the gaps between events fell inside one read and are in no figure"
              .formatted(Numbers.share(within)));
    }
  }

  private static String row(Latency latency, Histogram micros) {
    StringBuilder row = new StringBuilder(String.format("  %-23s", latency.label()));
    for (Percentile percentile : Percentile.all()) {
      OptionalDouble millis = percentile.millis(micros);
      row.append(column(millis.isPresent() ? Numbers.millis(millis.getAsDouble()) : "-"));
    }
    row.append(column(Numbers.millis(micros.getMaxValue() / 1_000.0)));
    return row.append(column(Long.toString(micros.getTotalCount()))).toString();
  }

  private static String column(String text) {
    return String.format("%10s", text);
  }

  private void errors() {
    Map<String, Round.ErrorCount> errors = Errors.of(result.figures().rounds());
    if (!errors.isEmpty()) {
      lines.add("");
    }
    errors.forEach(
        (label, count) ->
            add(
                "Failed",
                "%s × %s, the first: %s".formatted(count.count(), label, count.first().message())));
  }

  private void validity() {
    lines.add("");
    Validity validity = result.validity();
    add("Validity", validity.verdict().toString());
    validity.reasons().forEach(reason -> add("", "- " + reason));
    result.notes().forEach(note -> add("Note", note));
  }
}
