package org.vespabench.runner.cli;

import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;

/** Is not made of requests. */
public final class Own implements Benchmark {
  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("test.own");
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) {
    return BenchmarkResult.of(42);
  }
}
