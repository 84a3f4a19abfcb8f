package org.vespabench.runner.benchmark;

import org.vespabench.runner.measure.Round;

/** Is told how a run proceeds, on the thread that runs it: do not block. */
public interface RunObserver {
  /** Watch nothing. */
  RunObserver NONE = new RunObserver() {};

  /** Something that the operator should know, in one line. */
  default void note(String line) {}

  /** Measuring begins. */
  default void started(RunProgress progress) {}

  /** A round has ended; a round without a success is skipped. */
  default void round(int number, int of, Round round) {}

  /** Measuring has ended, well or not. */
  default void ended() {}
}
