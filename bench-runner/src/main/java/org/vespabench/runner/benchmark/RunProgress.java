package org.vespabench.runner.benchmark;

import org.vespabench.runner.measure.Recorder;

/** How far a run is, for whoever shows it. Thread-safe. */
public final class RunProgress {
  /**
   * A moment of it.
   *
   * @param message what is going on
   * @param step rounds or steps that are done
   * @param steps how many there will be
   * @param ended requests of this round that have ended
   * @param requests requests of this round
   * @param units units done in this round
   * @param sinceNanos when this round began
   * @param startedNanos when the run began
   * @param measuringNanos when its first round began
   * @param windowNanos how long one rate is to be kept up; 0 if there are rounds
   */
  public record Moment(
      String message,
      int step,
      int steps,
      long ended,
      long requests,
      double units,
      long sinceNanos,
      long startedNanos,
      long measuringNanos,
      long windowNanos) {}

  private final Object lock = new Object();
  private final long startedNanos = System.nanoTime();
  // Guarded by lock.
  private String message = "starting";
  private int step;
  private int steps = 1;
  private long requests;
  private long sinceNanos = startedNanos;
  private long measuringNanos;
  private long windowNanos;
  private Recorder recorder = new Recorder();

  void step(String what, int done, int total) {
    synchronized (lock) {
      message = what;
      step = done;
      steps = total;
    }
  }

  void load(Recorder into, long total) {
    synchronized (lock) {
      recorder = into;
      requests = total;
      sinceNanos = System.nanoTime();
      measuringNanos = measuringNanos == 0 ? sinceNanos : measuringNanos;
    }
  }

  void window(Recorder into, long fromNanos, long nanos) {
    synchronized (lock) {
      message = "measuring";
      recorder = into;
      sinceNanos = fromNanos;
      windowNanos = nanos;
    }
  }

  /** Look at it now. */
  public Moment now() {
    synchronized (lock) {
      return new Moment(
          message,
          step,
          steps,
          recorder.ended(),
          requests,
          recorder.doneSoFar(),
          sinceNanos,
          startedNanos,
          measuringNanos,
          windowNanos);
    }
  }
}
