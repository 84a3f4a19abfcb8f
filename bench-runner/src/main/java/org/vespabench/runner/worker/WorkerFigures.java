package org.vespabench.runner.worker;

import java.util.Optional;
import org.vespabench.runner.fleet.Meter;
import org.vespabench.runner.metrics.WorkerMetrics;

/** Shows a worker's figures to whoever reads its metrics. */
record WorkerFigures(WorkerState state, Meter meter, Admission admission, Optional<Reports> reports)
    implements WorkerMetrics.Sources {
  @Override
  public int inFlight() {
    return Math.max(0, meter.inFlight() - admission.waiting());
  }

  @Override
  public double costInFlight() {
    return meter.costInFlight();
  }

  @Override
  public int waiting() {
    return admission.waiting();
  }

  @Override
  public double capacity() {
    return state.now().capacity();
  }

  @Override
  public boolean isReady() {
    return state.now().phase() == WorkerState.Phase.READY;
  }

  @Override
  public long statusSent() {
    return reports.map(Reports::statusSent).orElse(0L);
  }

  @Override
  public long statusFailed() {
    return reports.map(Reports::statusFailed).orElse(0L);
  }

  @Override
  public long finishedSent() {
    return reports.map(Reports::finishedSent).orElse(0L);
  }

  @Override
  public long finishedFailed() {
    return reports.map(Reports::finishedFailed).orElse(0L);
  }
}
