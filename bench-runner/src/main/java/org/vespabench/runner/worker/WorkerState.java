package org.vespabench.runner.worker;

/** Knows whether the worker can serve, and how much. Thread-safe: one thread writes, all read. */
final class WorkerState {
  /** How far the worker is. */
  enum Phase {
    /** The backend is not ready yet, or is being measured. */
    LOADING,
    /** Requests are served. */
    READY,
    /** Something failed at start-up: nothing is served, and the error is reported. */
    FAILED,
    /** No more requests are taken. */
    STOPPING
  }

  /**
   * A moment.
   *
   * @param capacity units of work a second; 0 until it is known
   * @param error why nothing is served; empty unless it failed
   */
  record Now(Phase phase, double capacity, String error) {}

  private volatile Now now = new Now(Phase.LOADING, 0, "");

  Now now() {
    return now;
  }

  synchronized void ready(double capacity) {
    change(Phase.READY, capacity, "");
  }

  synchronized void failed(String error) {
    change(Phase.FAILED, 0, error);
  }

  synchronized void stopping() {
    now = new Now(Phase.STOPPING, now.capacity(), "");
  }

  /** Whatever a start-up still finds out, a worker that stops takes nothing more. */
  private void change(Phase phase, double capacity, String error) {
    if (now.phase() != Phase.STOPPING) {
      now = new Now(phase, capacity, error);
    }
  }
}
