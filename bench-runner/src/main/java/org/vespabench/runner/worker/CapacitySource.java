package org.vespabench.runner.worker;

/** Tells how much work the backend does. Used by one thread, but for {@link #stop}. */
public interface CapacitySource {
  /** Tell whether it was measured before, so that a backend need only resume. */
  boolean isKept();

  /**
   * Find it out; may take minutes.
   *
   * @return units of work a second, above 0
   * @throws org.vespabench.api.BenchmarkException if it cannot be told; for the operator
   * @throws InterruptedException if {@link #stop} was called
   */
  double unitsPerSecond() throws InterruptedException;

  /** Stop to measure, from any thread. */
  void stop();
}
