package org.vespabench.runner.loadtest;

import org.vespabench.runner.benchmark.RunObserver;

/** Is told how a load test proceeds: do not block. */
public interface LoadObserver extends RunObserver {
  /** Sending begins. */
  default void started(LoadProgress progress) {}
}
