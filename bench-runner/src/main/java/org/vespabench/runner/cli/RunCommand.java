package org.vespabench.runner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vespabench.api.Setting;
import org.vespabench.runner.benchmark.BenchmarkCache;
import org.vespabench.runner.config.RunnerSettings;

/** {@code bench run}: the benchmark. */
final class RunCommand implements Command {
  private final Runs runs;

  RunCommand(Runs runs) {
    this.runs = runs;
  }

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String description() {
    return "Measure a backend: warm-up, rounds, the best round's throughput.";
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(RunnerSettings.ofBackend());
    all.addAll(RunnerSettings.ofRequests());
    all.addAll(RunnerSettings.ofResult());
    all.add(RunnerSettings.PRINT_CURL);
    return all;
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    if (invocation.settings().get(RunnerSettings.PRINT_CURL)) {
      return new CurlPrinter(runs.console()).print(invocation);
    }
    Path file = Path.of(invocation.settings().get(RunnerSettings.CACHE_FILE));
    return runs.run(
        name(),
        invocation.needPlugin(),
        invocation.settings(),
        Backend.of(invocation.settings()),
        false,
        Optional.of(new BenchmarkCache(file)),
        invocation.settings().seed());
  }
}
