package org.vespabench.runner.fleet;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.measure.Ticker;

/**
 * Tells the autoscaler how the worker is: at the next look, when something happened, and else every
 * few seconds, from the start on. Thread-safe; sends on its own thread.
 */
public final class StatusReporter implements AutoCloseable {
  private static final String PATH = "/worker_status/";

  /** What a status was made of, and when. */
  private record Report(Snapshot meter, Condition condition, long takenNanos) {}

  private final Autoscaler autoscaler;
  private final WorkerIdentity worker;
  private final Meter meter;
  private final ReportTimes times;
  private final Ticker ticker;
  private final DiskUsage disk;
  private final Outage outage = new Outage("worker statuses");
  private final ReportLoop loop;
  private final Object lock = new Object();
  // Written under lock.
  private volatile Condition condition = Condition.LOADING;
  // Both only for the loop's thread.
  private @Nullable Report offered;
  private @Nullable Report accepted;

  private StatusReporter(
      Autoscaler autoscaler,
      WorkerIdentity worker,
      Meter meter,
      ReportTimes times,
      Ticker ticker,
      DiskUsage disk) {
    this.autoscaler = autoscaler;
    this.worker = worker;
    this.meter = meter;
    this.times = times;
    this.ticker = ticker;
    this.disk = disk;
    this.loop = new ReportLoop("bench-status-1", times, this::look, this::send);
  }

  /**
   * Start to report.
   *
   * @param autoscaler stays the caller's
   */
  public static StatusReporter start(
      Autoscaler autoscaler, WorkerIdentity worker, Meter meter, ReportTimes times) {
    return start(autoscaler, worker, meter, times, Ticker.SYSTEM, DiskUsage::ofRoot);
  }

  static StatusReporter start(
      Autoscaler autoscaler,
      WorkerIdentity worker,
      Meter meter,
      ReportTimes times,
      Ticker ticker,
      Supplier<OptionalLong> usedBytes) {
    StatusReporter reporter =
        new StatusReporter(autoscaler, worker, meter, times, ticker, new DiskUsage(usedBytes));
    reporter.loop.start();
    return reporter;
  }

  /**
   * Say that the backend is loaded and benchmarked. Reported at the next look.
   *
   * @param maxPerf units of work a second
   * @param loadTime since the worker was started
   * @throws IllegalArgumentException if one is negative, or the first no number
   */
  public void loaded(double maxPerf, Duration loadTime) {
    Condition.Load load = new Condition.Load(maxPerf, loadTime);
    synchronized (lock) {
      condition = condition.loaded(load);
    }
  }

  /** Say what is wrong with the worker; empty if all is well again. Reported at the next look. */
  public void error(String message) {
    synchronized (lock) {
      condition = condition.withError(message);
    }
  }

  /** Count the reports that were accepted. */
  public long sent() {
    return outage.sent();
  }

  /** Count the reports that no address took, after all tries. */
  public long failed() {
    return outage.failed();
  }

  private void look() throws InterruptedException {
    if (isDue()) {
      send();
    }
  }

  private boolean isDue() {
    Report last = accepted;
    return last == null
        || meter.changes() != last.meter().changes()
        || !condition.equals(last.condition())
        || ticker.nanos() - last.takenNanos() >= times.heartbeat().toNanos();
  }

  private void send() throws InterruptedException {
    Optional<String> trouble = autoscaler.post(PATH, this::next, loop);
    Report report = offered;
    if (trouble.isEmpty() && report != null) {
      accepted = report;
      meter.accepted(report.meter());
      disk.accepted();
    }
    outage.round(trouble.isEmpty() ? 1 : 0, trouble.stream().toList());
  }

  private String next() {
    long now = ticker.nanos();
    Condition how = condition;
    Snapshot snapshot = meter.snapshot();
    offered = new Report(snapshot, how, now);
    return WorkerStatus.of(worker, snapshot, how, loadTimeSeconds(how), disk.additionalGb())
        .toJson();
  }

  /** Once: the autoscaler is told it as an event. */
  private double loadTimeSeconds(Condition now) {
    Report last = accepted;
    boolean told = last != null && last.condition().load().equals(now.load());
    return told ? 0 : now.load().map(load -> load.time().toNanos() / 1e9).orElse(0.0);
  }

  long looks() {
    return loop.looks();
  }

  /** Send a last report, and end. Takes a few seconds at most ({@link ReportTimes#closing}). */
  @Override
  public void close() {
    loop.close();
  }
}
