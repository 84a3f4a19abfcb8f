package org.vespabench.runner.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.load.ClosedLoop;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Recorder;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.SustainedRecorder;
import org.vespabench.runner.measure.Ticker;

/** Keeps requests in flight for a while, and tells what rate was kept up. Thread-safe. */
final class SustainedLoad {
  private final Load load;
  private final RunProgress progress;
  private final RunObserver observer;
  private final int concurrency;
  private final Duration window;
  private final SustainedRecorder recorder;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicBoolean announced = new AtomicBoolean();
  private final long startedNanos;
  private volatile boolean stopped;

  SustainedLoad(Load load, RunProgress progress, RunObserver observer) {
    this.load = load;
    this.progress = progress;
    this.observer = observer;
    SettingValues settings = load.settings();
    this.concurrency = settings.get(Setting.CONCURRENCY);
    this.window = settings.orDefault(RunnerSettings.DURATION);
    this.startedNanos = Ticker.SYSTEM.nanos();
    this.recorder =
        new SustainedRecorder(concurrency, window, RoundsResult.countsDone(settings), startedNanos);
  }

  /** Start to send; completes when all that was sent has ended. */
  CompletableFuture<Void> start() {
    progress.step("filling up", 0, 1);
    return ClosedLoop.start(concurrency, this::isOver, this::send, Ticker.SYSTEM).finished();
  }

  private boolean isOver(long nowNanos) {
    return stopped || load.isBroken() || recorder.isOver(nowNanos);
  }

  private CompletableFuture<?> send(long index, long intendedNanos) {
    sent.incrementAndGet();
    return load.send(index, intendedNanos, this::ended);
  }

  private void ended(Exchange exchange) {
    recorder.add(exchange);
    recorder.windowStart().ifPresent(this::announce);
  }

  private void announce(long windowStart) {
    if (announced.compareAndSet(false, true)) {
      progress.window(recorder.inWindow(), windowStart, window.toNanos());
      observer.note(
          String.format(
              Locale.ROOT,
              "the first %d requests ended within %.1f s: the window of %s begins",
              concurrency,
              (windowStart - startedNanos) / 1e9,
              DurationText.of(window)));
    }
  }

  /** Send no more. */
  void stop() {
    stopped = true;
  }

  long sent() {
    return sent.get();
  }

  /** Tell whether nothing succeeded, and something was refused. */
  boolean isRefused() {
    return recorder.rate().isEmpty() && load.refused() != null;
  }

  /** The exchanges of the window, as if they were a round of its length. */
  Round round() {
    Round inWindow = recorder.inWindow().round();
    SustainedRate rate = rate();
    // Without a window there is nothing but what was to come before it.
    return rate == null ? recorder.before().round() : inWindow;
  }

  @Nullable SustainedRate rate() {
    return recorder.rate().orElse(null);
  }

  Recorder inWindow() {
    return recorder.inWindow();
  }

  List<Recorder> recorders() {
    return List.of(recorder.before(), recorder.inWindow());
  }

  /**
   * The number.
   *
   * @throws BenchmarkException if there is none; says why
   */
  BenchmarkResult result(String url) {
    SustainedRate rate = rate();
    BenchmarkResult number = number(rate);
    if (number != null) {
      return number;
    }
    Round round = round();
    if (round.completed() > 0 && rate == null) {
      throw new BenchmarkException(noRate(round, url));
    }
    return RoundsResult.of(List.of(round), load.settings(), url);
  }

  private String noRate(Round round, String url) {
    String ended =
        "no rate was kept up: it ended before the window of %s had begun"
            .formatted(DurationText.of(window));
    return round.errors().values().stream()
        .findFirst()
        .map(
            failures ->
                "%s, and %d of %d requests failed, the first: %s"
                    .formatted(
                        ended,
                        round.failed(),
                        round.requests(),
                        Advice.line(failures.first(), url)))
        .orElse(ended);
  }

  /** The number of a rate, null if there is no rate, or no work. */
  static @Nullable BenchmarkResult number(@Nullable SustainedRate rate) {
    return rate != null && rate.interval().mean() > 0
        ? BenchmarkResult.of(rate.interval().mean()).done(rate.done())
        : null;
  }
}
