package org.vespabench.runner.simulate;

/** Tells the time and runs tasks at given times, one after the other on one thread. */
interface Clock {
  /** Tell the time, in nanoseconds from an arbitrary origin. */
  long nanos();

  /** Run a task at a time, or as soon as possible if that has passed. From any thread. */
  void schedule(long atNanos, Runnable task);
}
