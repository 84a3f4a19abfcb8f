package org.vespabench.runner.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.benchmark.RequestFactory;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;

/** {@code bench demo}: the benchmark against the plugin's own simulator, in this process. */
final class DemoCommand implements Command {
  /** All rounds and the warm-up together: the demo is to end within half a minute. */
  private static final double TOTAL_SECONDS = 16;

  private final Runs runs;

  DemoCommand(Runs runs) {
    this.runs = runs;
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String description() {
    return "Run a benchmark against its own simulator: no GPU, no set-up.";
  }

  @Override
  public String defaultCoordinates() {
    return "benchmarks.openai:benchmark";
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(RunnerSettings.ofRequests());
    all.addAll(CapacitySettings.all());
    all.addAll(
        List.of(
            RunnerSettings.OUT,
            RunnerSettings.JSON,
            RunnerSettings.STRICT,
            RunnerSettings.DEADLINE,
            RunnerSettings.WAIT,
            RunnerSettings.API_KEY,
            RunnerSettings.CA_CERT,
            RunnerSettings.INSECURE,
            RunnerSettings.CACHE_FILE,
            RunnerSettings.FRESH));
    return all;
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException, IOException {
    Plugin plugin = invocation.needPlugin();
    SettingValues settings = invocation.settings();
    BackendSimulator simulator = simulator(plugin);
    try (SimulatedBackend backend =
        SimulatedBackend.start(simulator, capacity(plugin, settings), 0)) {
      return runs.run(
          name(), plugin, settings, Backend.at(backend.url(), settings), true, Optional.empty());
    }
  }

  static BackendSimulator simulator(Plugin plugin) {
    if (plugin.benchmark() instanceof BackendSimulator simulator) {
      return simulator;
    }
    throw new UsageException(
        "%s in %s has no simulator: bench list shows which plugins have one"
            .formatted(plugin.coordinates(), plugin.jar()));
  }

  private static Capacity capacity(Plugin plugin, SettingValues settings) {
    int concurrency = settings.get(Setting.CONCURRENCY);
    double seconds = TOTAL_SECONDS / settings.get(Setting.RUNS);
    return CapacitySettings.of(
        settings, declared(plugin, settings), concurrency, seconds, settings.seed());
  }

  /** Units of one request, by which the simulator's speed is chosen. */
  static double declared(Plugin plugin, SettingValues settings) {
    return plugin.benchmark() instanceof TestRequestProvider provider
        ? new RequestFactory(settings, 0).build(provider::next, false, 0).declared()
        : 1;
  }
}
