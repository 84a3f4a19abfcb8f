package org.vespabench.runner.worker;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.fleet.Autoscaler;
import org.vespabench.runner.fleet.FinishedReporter;
import org.vespabench.runner.fleet.KeyFetch;
import org.vespabench.runner.fleet.Meter;
import org.vespabench.runner.fleet.StatusReporter;

/** Holds together what speaks to the autoscaler. Started once; all else is thread-safe. */
final class Reports implements AutoCloseable {
  private final Reporting reporting;
  private final Autoscaler autoscaler;
  private volatile @Nullable StatusReporter status;
  private volatile @Nullable FinishedReporter finished;

  /**
   * Prepare to report.
   *
   * @throws IllegalArgumentException if it would need a proxy that cannot be used
   */
  Reports(Reporting reporting, Map<String, String> environment) {
    this.reporting = reporting;
    this.autoscaler = Autoscaler.open(reporting.addresses(), environment);
  }

  /** Report from now on. */
  void start(URI listening, Meter meter) {
    var identity = reporting.identity(listening);
    status = StatusReporter.start(autoscaler, identity, meter, reporting.statusTimes());
    finished =
        FinishedReporter.start(
            autoscaler, identity, meter, reporting.form(), reporting.finishedTimes());
  }

  Optional<StatusReporter> status() {
    return Optional.ofNullable(status);
  }

  /** Fetch the autoscaler's key, again and again for some seconds. */
  String keyWithRetries() throws InterruptedException {
    return KeyFetch.pem(autoscaler, KeyFetch.pauses(reporting.keyAttempts()), reporting.keyLimit());
  }

  /** Fetch the autoscaler's key, now or not at all. */
  String keyAtOnce() throws InterruptedException {
    return KeyFetch.pem(autoscaler, List.of(), reporting.keyLimit());
  }

  long statusSent() {
    StatusReporter reporter = status;
    return reporter == null ? 0 : reporter.sent();
  }

  long statusFailed() {
    StatusReporter reporter = status;
    return reporter == null ? 0 : reporter.failed();
  }

  long finishedSent() {
    FinishedReporter reporter = finished;
    return reporter == null ? 0 : reporter.sent();
  }

  long finishedFailed() {
    FinishedReporter reporter = finished;
    return reporter == null ? 0 : reporter.failed();
  }

  /** Send the last reports, the status after what finished. */
  @Override
  public void close() {
    FinishedReporter of = finished;
    if (of != null) {
      of.close();
    }
    StatusReporter last = status;
    if (last != null) {
      last.close();
    }
    autoscaler.close();
  }
}
