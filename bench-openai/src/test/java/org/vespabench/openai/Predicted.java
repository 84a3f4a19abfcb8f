package org.vespabench.openai;

import java.io.IOException;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;

/** Measures a simulator whose number is known beforehand. */
final class Predicted {
  /** Of the number that the model gives: connections and threads are not for nothing. */
  static final double LEAST = 0.85;

  private Predicted() {}

  /** A machine that is busy with something else may measure less, once; never more. */
  static Measurement measured(PluginRun run, Capacity capacity, double predicted)
      throws IOException, InterruptedException {
    Measurement first = run.onSimulator(capacity);
    return first.throughput().orElse(0) >= LEAST * predicted ? first : run.onSimulator(capacity);
  }
}
