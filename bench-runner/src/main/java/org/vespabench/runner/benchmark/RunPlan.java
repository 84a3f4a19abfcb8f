package org.vespabench.runner.benchmark;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.measure.Result;

/**
 * What to run, against what.
 *
 * @param command the command, for the result
 * @param benchmark the plugin
 * @param plugin its jar
 * @param settings the values in force
 * @param seed what prompts are made from
 * @param http how to reach the backend
 * @param environment variables, for proxies
 * @param simulated whether the backend is a simulator
 */
public record RunPlan(
    String command,
    Benchmark benchmark,
    Result.Plugin plugin,
    SettingValues settings,
    long seed,
    HttpOptions http,
    Map<String, String> environment,
    boolean simulated) {

  /** Tell where the backend is. */
  public URI url() {
    return http.url();
  }

  /**
   * Plan a run from within a program: no jar is known, no proxy is used.
   *
   * @param values as on the command line, by name
   * @throws IllegalArgumentException if a value is bad; the message says which and why
   */
  public static RunPlan of(
      String command, Benchmark benchmark, Map<String, String> values, HttpOptions http) {
    return of(command, benchmark, settings(benchmark, values), http);
  }

  /** Resolve values for a run from within a program, where no variable is looked at. */
  public static SettingValues settings(Benchmark benchmark, Map<String, String> values) {
    List<Setting<?>> known = new ArrayList<>(RunnerSettings.ofBackend());
    known.addAll(RunnerSettings.ofRequests());
    known.add(RunnerSettings.DEADLINE);
    known.addAll(benchmark.settings());
    return new SettingResolver(Map.of()).resolve(known, values);
  }

  /** Plan a run from within a program, with settings that have been resolved. */
  public static RunPlan of(
      String command, Benchmark benchmark, SettingValues settings, HttpOptions http) {
    return new RunPlan(
        command,
        benchmark,
        new Result.Plugin("", ""),
        settings,
        settings.seed(),
        http,
        Map.of(),
        false);
  }
}
