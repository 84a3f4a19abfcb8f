package org.vespabench.runner.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.OptionalDouble;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.loadtest.LoadProgress;

/** Writes the moments of a load test, one after the other, each in one line. One thread. */
final class LoadLine {
  /** From low to high; ASCII, as not every terminal has blocks. */
  private static final String LEVELS = "_.-=+*#";

  private static final int MOMENTS = 16;

  private final String unit;
  private final Deque<Double> throughputs = new ArrayDeque<>();
  private long lastNanos;
  private double lastUnits;

  LoadLine(String unit) {
    this.unit = unit;
  }

  String next(LoadProgress.Moment moment) {
    Stage stage = moment.measured();
    if (stage == null) {
      return "%s, %d in flight".formatted(moment.doing(), moment.inFlight());
    }
    double seconds = moment.nanos() / 1e9;
    return String.format(
        Locale.ROOT,
        "%s%.1f%s req/s  %d in flight  %d done  %d failed  p50 %s  p99 %s  %.1f %s/s %s%s",
        moment.stages() > 1 ? "%d/%d ".formatted(moment.stage(), moment.stages()) : "",
        moment.sent() / seconds,
        requested(stage, moment.nanos()),
        moment.inFlight(),
        moment.done(),
        moment.failed(),
        millis(moment, moment.p50Millis()),
        millis(moment, moment.p99Millis()),
        moment.units() / seconds,
        unit,
        sparkline(moment),
        left(stage, moment));
  }

  private static String requested(Stage stage, long nanos) {
    OptionalDouble rate = stage.requestedRate(Duration.ofNanos(nanos));
    return rate.isPresent() ? String.format(Locale.ROOT, " of %.1f", rate.getAsDouble()) : "";
  }

  private static String millis(LoadProgress.Moment moment, double value) {
    return moment.done() == 0
        ? "-"
        : String.format(Locale.ROOT, value >= 100 ? "%.0f ms" : "%.1f ms", value);
  }

  /** The units of each moment, against the most that there were in one. */
  private String sparkline(LoadProgress.Moment moment) {
    if (moment.nanos() < lastNanos) { // another stage
      lastUnits = 0;
      lastNanos = 0;
    }
    double since = Math.max(1, moment.nanos() - lastNanos) / 1e9;
    throughputs.add(Math.max(0, moment.units() - lastUnits) / since);
    lastUnits = moment.units();
    lastNanos = moment.nanos();
    if (throughputs.size() > MOMENTS) {
      throughputs.remove();
    }
    double most = throughputs.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double one : throughputs) {
      int level = most == 0 ? 0 : (int) Math.round(one / most * (LEVELS.length() - 1));
      line.append(LEVELS.charAt(level));
    }
    return line.toString();
  }

  private static String left(Stage stage, LoadProgress.Moment moment) {
    double byTime =
        stage.limits().window().isZero()
            ? Double.POSITIVE_INFINITY
            : (stage.limits().window().toNanos() - moment.nanos()) / 1e9;
    double byCount =
        stage.limits().total() == Long.MAX_VALUE || moment.sent() == 0
            ? Double.POSITIVE_INFINITY
            : (stage.limits().total() - moment.sent()) * (moment.nanos() / 1e9) / moment.sent();
    double left = Math.max(0, Math.min(byTime, byCount));
    return Double.isInfinite(left) ? "" : String.format(Locale.ROOT, "  %.0f s left", left);
  }
}
