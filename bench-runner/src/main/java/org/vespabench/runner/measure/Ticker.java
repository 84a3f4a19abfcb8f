package org.vespabench.runner.measure;

/** Tells the time that everything is measured with; tests have one of their own. */
@FunctionalInterface
public interface Ticker {
  /** The machine's monotonic clock, unmoved by changes of the wall clock. */
  Ticker SYSTEM = System::nanoTime;

  /** Tell the time in nanoseconds since some fixed, arbitrary moment. */
  long nanos();
}
