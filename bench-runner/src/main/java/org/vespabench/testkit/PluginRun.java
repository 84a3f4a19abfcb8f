package org.vespabench.testkit;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.VespaBench;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.config.Source;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.request.RequestFactory;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;

/**
 * Runs a plugin as {@code bench run} would, with the real engine over real sockets, and without
 * files or output. Immutable; each method that changes something returns a copy.
 *
 * <pre>{@code
 * Measurement measured = PluginRun.of(new Embeddings()).with("runs", "2").against(backend.url());
 * assertThat(measured.completed()).isEqualTo(20);
 * }</pre>
 *
 * <p>Prompts are made from the seed 1, so that a test that fails fails again.
 *
 * @since 0.1
 */
public final class PluginRun {
  private final Benchmark plugin;
  private final Map<String, String> settings;

  private PluginRun(Benchmark plugin, Map<String, String> settings) {
    this.plugin = plugin;
    this.settings = settings;
  }

  /** Run this plugin, with every setting at its default. */
  public static PluginRun of(Benchmark plugin) {
    return new PluginRun(plugin, Map.of("seed", "1"));
  }

  /**
   * Set something, of the plugin's or of the runner's own.
   *
   * @param setting its name, as in {@code max-tokens}
   * @param value as on the command line
   * @throws IllegalArgumentException if there is no such setting, or it does not take the value; or
   *     if the plugin lists a setting that has the name of one of the runner's flags
   */
  public PluginRun with(String setting, String value) {
    Set<String> known = values().all().keySet();
    if (!known.contains(setting)) {
      throw new IllegalArgumentException(unknown(setting, known));
    }
    Map<String, String> more = new TreeMap<>(settings);
    more.put(setting, value);
    PluginRun run = new PluginRun(plugin, more);
    run.values(); // here, where the test has the bad value, and not where it measures
    return run;
  }

  private String unknown(String setting, Set<String> known) {
    String hint =
        SettingNames.nearest(setting, known).map(": did you mean '%s'?"::formatted).orElse(".");
    return "%s has no setting '%s'%s There are: %s"
        .formatted(plugin.coordinates(), setting, hint, String.join(", ", new TreeSet<>(known)));
  }

  /**
   * Measure a backend.
   *
   * @param url of a {@link ScriptedBackend}, or of anything that listens
   * @return what was measured; if nothing could be, it says why
   * @throws IllegalArgumentException if a setting is bad; the message says which and why
   * @throws InterruptedException if the calling thread is interrupted before measuring began
   */
  public Measurement against(URI url) throws InterruptedException {
    values(); // before the engine does, which would not say where a bad one is from
    return new Measurement(VespaBench.measure(plugin, url, settings));
  }

  /**
   * Begin to measure a backend, and return at once: to interrupt it while requests are in flight.
   *
   * @param url of a {@link ScriptedBackend}, or of anything that listens
   * @return to be closed, which ends it
   * @throws IllegalArgumentException if a setting is bad; the message says which and why
   */
  public StartedRun start(URI url) {
    return StartedRun.of(RunPlan.of("run", plugin, values(), HttpOptions.to(url)));
  }

  /**
   * Measure the plugin's own simulator.
   *
   * @param capacity what the simulator can do
   * @return what was measured; if nothing could be, it says why
   * @throws IllegalArgumentException if the plugin has no simulator, or a setting is bad
   * @throws IOException if no port can be had
   * @throws InterruptedException if the calling thread is interrupted before measuring began
   */
  public Measurement onSimulator(Capacity capacity) throws IOException, InterruptedException {
    if (!(plugin instanceof BackendSimulator simulator)) {
      throw new IllegalArgumentException(plugin.coordinates() + " is no BackendSimulator");
    }
    try (SimulatedBackend backend = SimulatedBackend.start(simulator, capacity, 0)) {
      return against(backend.url());
    }
  }

  /**
   * Tell the values in force, as the plugin sees them.
   *
   * @throws IllegalArgumentException if a setting is bad; the message says which and why
   */
  public Settings settings() {
    return values();
  }

  /**
   * Build the request that a measurement would send.
   *
   * @param index which one, from 0
   * @throws IllegalArgumentException if the plugin is not made of requests, or a setting is bad
   */
  public TestRequest request(long index) {
    return build(false, index);
  }

  /**
   * Build the request of the warm-up.
   *
   * @throws IllegalArgumentException if the plugin is not made of requests, or a setting is bad
   */
  public TestRequest warmUpRequest() {
    return build(true, 0);
  }

  Benchmark plugin() {
    return plugin;
  }

  /** Run another plugin with these settings. */
  PluginRun with(Benchmark another) {
    return new PluginRun(another, settings);
  }

  private TestRequest build(boolean warmUp, long index) {
    if (!(plugin instanceof TestRequestProvider provider)) {
      throw new IllegalArgumentException(plugin.coordinates() + " is no TestRequestProvider");
    }
    SettingValues values = values();
    return new RequestFactory(values, values.seed()).build(provider::next, warmUp, index);
  }

  private SettingValues values() {
    for (Setting<?> setting : plugin.settings()) {
      Optional<String> clash = ListingContract.clash(setting);
      if (clash.isPresent()) {
        String name = plugin.getClass().getName();
        throw new IllegalArgumentException(Subject.BREACH.formatted(name, clash.get()));
      }
    }
    try {
      return RunPlan.settings(plugin, settings);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.replace("from " + Source.FLAG.label(), "from PluginRun.with"), e);
    }
  }
}
