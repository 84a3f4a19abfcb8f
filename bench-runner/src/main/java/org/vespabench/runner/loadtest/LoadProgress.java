package org.vespabench.runner.loadtest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.load.InFlight;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.Recorder;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.route.RouteCounts;

/** How far a load test is, for whoever shows it. Thread-safe. */
public final class LoadProgress {
  /**
   * A moment of it.
   *
   * @param doing what is going on
   * @param stage the stage's number, from 1
   * @param stages how many there are
   * @param measured the stage that is measured, null before and after
   * @param nanos how long it has been measured
   * @param sent requests of the stage that have left
   * @param inFlight requests that have not ended
   * @param done successes of the stage
   * @param failed failures of the stage
   * @param units units done in the stage
   * @param p50Millis E2E of the stage's successes so far
   * @param p99Millis E2E of the stage's successes so far
   * @param routes where routed requests are, of all stages and the warm-up; empty without an
   *     autoscaler
   */
  public record Moment(
      String doing,
      int stage,
      int stages,
      @Nullable Stage measured,
      long nanos,
      long sent,
      int inFlight,
      long done,
      long failed,
      double units,
      double p50Millis,
      double p99Millis,
      Optional<RouteCounts.Moment> routes) {}

  private final InFlight inFlight;
  private final int stages;
  private final Optional<RouteCounts> routes;
  private final Object lock = new Object();
  // Guarded by lock.
  private String doing = "starting";
  private int number;
  private @Nullable Stage stage;
  private Recorder recorder = new Recorder();
  private StageSending sending = () -> 0;
  private long sinceNanos;

  /** Counts what has left. */
  @FunctionalInterface
  interface StageSending {
    long sent();
  }

  LoadProgress(InFlight inFlight, int stages, Optional<RouteCounts> routes) {
    this.routes = routes;
    this.inFlight = inFlight;
    this.stages = stages;
  }

  void doing(String what) {
    synchronized (lock) {
      doing = what;
      stage = null;
    }
  }

  void measuring(int index, Stage one, Recorder into, StageSending counter) {
    synchronized (lock) {
      doing = "measuring";
      number = index + 1;
      stage = one;
      recorder = into;
      sending = counter;
      sinceNanos = Ticker.SYSTEM.nanos();
    }
  }

  /** Look at it now. */
  public Moment now() {
    synchronized (lock) {
      long done = recorder.completedSoFar();
      return new Moment(
          doing,
          number,
          stages,
          stage,
          sinceNanos == 0 ? 0 : Ticker.SYSTEM.nanos() - sinceNanos,
          sending.sent(),
          inFlight.count(),
          done,
          recorder.ended() - done,
          recorder.doneSoFar(),
          recorder.e2eMillisSoFar(Percentile.P50),
          recorder.e2eMillisSoFar(Percentile.P99),
          routes.map(RouteCounts::now));
    }
  }
}
