package org.vespabench.runner.cli;

import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;

/** Has a name that another plugin has as well. */
public final class OtherTwin implements Benchmark {
  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("test.twin");
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) {
    return BenchmarkResult.of(1);
  }
}
