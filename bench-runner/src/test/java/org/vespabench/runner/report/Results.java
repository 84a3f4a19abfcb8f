package org.vespabench.runner.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Histograms;
import org.vespabench.runner.measure.MeanInterval;
import org.vespabench.runner.measure.OutputTimes;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.Validity;

/** Makes results for tests. */
final class Results {
  static final Failure BUSY = new Failure(FailureKind.STATUS, "503", "the backend answered 503");

  private Results() {}

  static Round round(int completed, double declared, long millis) {
    return new Round(
        completed, 0, declared, declared / 2, 1, Duration.ofMillis(millis), Map.of(), Map.of());
  }

  static Round withFailures(int completed, double declared, long millis, long failed) {
    return new Round(
        completed,
        failed,
        declared,
        declared,
        0,
        Duration.ofMillis(millis),
        Map.of("queueMillis", 12.5),
        failed == 0 ? Map.of() : Map.of(BUSY.label(), new Round.ErrorCount(failed, BUSY)));
  }

  static Result measured() {
    Round first = round(10, 5_000, 5_000);
    Round second = withFailures(9, 4_500, 4_000, 1);
    return result(
        new Result.Figures(
            OptionalDouble.of(1_125),
            OptionalDouble.of(900),
            MeanInterval.of(List.of(1_000.0, 1_125.0)),
            false,
            List.of(first, second),
            2,
            histograms(),
            new Result.Connections(10, 9, 1),
            Map.of("loadMillis", 7.25),
            null,
            null,
            null),
        Validity.VALID.suspect("1 of 20 requests failed"),
        List.of("the first of its kind"),
        null);
  }

  /** A rate that was kept up, with an interval or without one. */
  static Result sustained(Double... batches) {
    MeanInterval interval = MeanInterval.ofBatches(List.of(batches));
    double rate = interval.mean();
    return result(
        new Result.Figures(
            OptionalDouble.of(rate),
            OptionalDouble.of(rate / 2),
            interval,
            false,
            List.of(round(60, 3_000, 30_000)),
            0,
            histograms(),
            new Result.Connections(10, 10, 0),
            Map.of(),
            new SustainedRate(rate, rate / 2, interval, 10, 30, 30, 5, 4, 25, 12, 0, 0),
            null,
            null),
        Validity.VALID,
        List.of(),
        null);
  }

  /** A result of rounds that all failed: its mean is NaN. */
  static Result failed(String reason) {
    return result(
        new Result.Figures(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            MeanInterval.of(List.of()),
            false,
            List.of(withFailures(0, 0, 0, 10)),
            8,
            new Histograms(),
            new Result.Connections(10, 10, 0),
            Map.of(),
            null,
            null,
            null),
        Validity.VALID.invalid(reason),
        List.of(),
        reason);
  }

  private static Result result(
      Result.Figures figures, Validity validity, List<String> notes, @Nullable String reason) {
    return new Result(
        "run",
        "benchmarks.openai:benchmark",
        "tokens",
        origin(false),
        figures,
        validity,
        notes,
        reason,
        false);
  }

  static Result simulated() {
    Result real = measured();
    return new Result(
        real.command(),
        real.coordinates(),
        real.unit(),
        origin(true),
        real.figures(),
        real.validity(),
        real.notes(),
        real.reason(),
        true);
  }

  private static Result.Origin origin(boolean simulated) {
    return new Result.Origin(
        "http://127.0.0.1:8000",
        simulated,
        new Result.Plugin("bench-openai.jar", "1.2"),
        "0.1.0",
        9_007_199_254_740_993L,
        Instant.parse("2026-01-02T03:04:05Z"),
        9.5,
        Map.of("runs", new Result.Shown("2", "the command line")),
        Map.of("os", "Linux"),
        Map.of("model", "qwen"));
  }

  private static Histograms histograms() {
    Histograms histograms = new Histograms();
    for (int i = 0; i < 8; i++) {
      OutputTimes outputs = new OutputTimes();
      outputs.addAnswer(51_000_000);
      outputs.addAnswer(51_000_000);
      outputs.addAnswer(91_000_000);
      histograms.record(
          new Exchange(
              new Exchange.Stamps(1_000_000, 1_000_000, 1_000_000, 0, 101_000_000),
              outputs,
              500,
              Work.unknown(),
              null,
              new Exchange.Connection(false, false)));
    }
    return histograms;
  }
}
