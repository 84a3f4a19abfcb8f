package org.vespabench.runner.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.request.RequestFactory;
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
            RunnerSettings.DEADLINE));
    return all;
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException, IOException {
    Plugin plugin = invocation.needPlugin();
    SettingValues settings = invocation.settings();
    BackendSimulator simulator = simulator(plugin);
    long seed = settings.seed(); // once, so that the result tells the simulator's seed as well
    try (SimulatedBackend backend =
        SimulatedBackend.start(simulator, capacity(plugin, settings, seed), 0)) {
      HttpOptions http = HttpOptions.to(backend.url()).withHeaders(Backend.headers(settings));
      return runs.run(name(), plugin, settings, http, true, Optional.empty(), seed);
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

  private static Capacity capacity(Plugin plugin, SettingValues settings, long seed) {
    int concurrency = settings.get(Setting.CONCURRENCY);
    int slots = CapacitySettings.slots(settings, simulator(plugin));
    int atOnce = Math.min(concurrency, slots);
    int asked = settings.get(RunnerSettings.REQUESTS);
    int requests = asked == 0 ? concurrency : asked;
    int turns = (requests + atOnce - 1) / atOnce;
    double seconds = TOTAL_SECONDS / settings.get(Setting.RUNS) / turns;
    return CapacitySettings.of(settings, declared(plugin, settings), slots, seconds, seed);
  }

  /** Units of one request, by which the simulator's speed is chosen. */
  static double declared(Plugin plugin, SettingValues settings) {
    return plugin.benchmark() instanceof TestRequestProvider provider
        ? new RequestFactory(settings, 0).build(provider::next, false, 0).declared()
        : 1;
  }
}
