package org.vespabench.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.LoadFigures;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.StageFigures;

/** Writes what a load test measured besides, for people. */
final class LoadSummary {
  private final List<String> lines = new ArrayList<>();
  private final String unit;

  private LoadSummary(String unit) {
    this.unit = unit;
  }

  static List<String> of(LoadFigures load, String unit) {
    LoadSummary summary = new LoadSummary(unit);
    load.stages().forEach(summary::stage);
    if (load.slo() != null) {
      summary.slo(load.slo());
    }
    if (load.cut() > 0) {
      summary.add("Cut", "%d requests were cut: their replies were not waited for", load.cut());
    }
    return summary.lines;
  }

  private void add(String label, String format, Object... values) {
    lines.add(
        String.format(Locale.ROOT, "%-16s %s", label, String.format(Locale.ROOT, format, values)));
  }

  private void stage(StageFigures stage) {
    add(
        "Load",
        "%s, %s s%s",
        stage.name(),
        (stage.atOnce() ? "all at once, the last ended after " : "for ")
            + Numbers.shown(stage.seconds()),
        stage.unsent() == 0 ? "" : ", %d never left".formatted(stage.unsent()));
    add(
        "Rate",
        "%s, %s requests/s ended well, %s %s/s, at most %d in flight",
        stage.atOnce() ? "all left at once" : left(stage),
        Numbers.shown(stage.requestRate()),
        Numbers.shown(stage.rates().declared()),
        unit,
        stage.mostInFlight());
    sendLag(stage.sendLagMicros());
    stage.models().forEach((name, figures) -> part("Model", name, figures, Latency.E2E));
    stage.workers().forEach((name, figures) -> part("Worker", name, figures, Latency.WORKER));
  }

  private static String left(StageFigures stage) {
    return "%s requests/s left%s"
        .formatted(
            Numbers.shown(stage.sentRate()),
            stage.requestedRate().isPresent()
                ? " of %s wanted".formatted(Numbers.shown(stage.requestedRate().getAsDouble()))
                : "");
  }

  private void slo(SloOutcome slo) {
    for (SloOutcome.LimitOutcome limit : slo.limits()) {
      add(
          "SLO",
          "%s: %s, %s (%s)",
          limit.limit(),
          limit.verdict(),
          limit.observed(),
          limit.reason());
    }
    SloOutcome.Attainment attainment = slo.attainment();
    add(
        "Attainment",
        "%d of %d requests, %s %%, 95 %% interval %s to %s; goodput %s requests/s",
        attainment.attained(),
        attainment.scheduled(),
        Numbers.share(attainment.share()),
        Numbers.share(attainment.low()),
        Numbers.share(attainment.high()),
        Numbers.shown(attainment.goodput()));
  }

  private void sendLag(Histogram micros) {
    if (micros.getTotalCount() > 0) {
      add(
          "Send lag",
          "p50 %s ms, p99 %s ms, at most %s ms",
          Numbers.millis(micros.getValueAtPercentile(50) / 1_000.0),
          Percentile.P99.millis(micros).isPresent()
              ? Numbers.millis(Percentile.P99.millis(micros).getAsDouble())
              : "-",
          Numbers.millis(micros.getMaxValue() / 1_000.0));
    }
  }

  private void part(String label, String name, StageFigures.PartFigures figures, Latency latency) {
    Histogram micros = figures.histograms().of(latency);
    add(
        label,
        "%s: %d of %d successful, %s %s, %s p50 %s ms",
        name,
        figures.round().completed(),
        figures.round().requests(),
        Numbers.units(figures.round().declared()),
        unit,
        latency == Latency.WORKER ? "its own time" : latency.label(),
        Percentile.P50.millis(micros).isPresent()
            ? Numbers.millis(Percentile.P50.millis(micros).getAsDouble())
            : "-");
  }
}
