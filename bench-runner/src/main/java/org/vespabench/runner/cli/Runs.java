package org.vespabench.runner.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.benchmark.BenchmarkCache;
import org.vespabench.runner.benchmark.BenchmarkRunner;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.UnitName;
import org.vespabench.runner.client.SystemProbe;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.report.Numbers;
import org.vespabench.runner.report.ResultFiles;
import org.vespabench.runner.report.ResultJson;
import org.vespabench.runner.report.Summary;

/** Runs a benchmark for an operator, and decides what an autoscaler is told. */
final class Runs {
  /**
   * What the autoscaler's contract expects where nothing could be measured. Nothing else makes this
   * number: it is never cached, and never stands in a result's throughput.
   */
  static final String FALLBACK = "1.0";

  private final Console console;
  private final Map<String, String> environment;
  private final Interrupts interrupts;

  Runs(Console console, Map<String, String> environment, Interrupts interrupts) {
    this.console = console;
    this.environment = environment;
    this.interrupts = interrupts;
  }

  Console console() {
    return console;
  }

  /**
   * Run it.
   *
   * @param cache where the number is kept, empty for nowhere
   * @param seed what prompts are made from
   * @return the exit status
   */
  int run(
      String command,
      Plugin plugin,
      SettingValues settings,
      HttpOptions http,
      boolean simulated,
      Optional<BenchmarkCache> cache,
      long seed)
      throws InterruptedException {
    String unit = UnitName.of(plugin.benchmark(), settings);
    RunPlan plan =
        new RunPlan(
            command,
            plugin.benchmark(),
            new Result.Plugin(ListCommand.fileName(plugin.jar()), plugin.version()),
            settings,
            seed,
            http,
            environment,
            simulated);
    try (SystemProbe probe = SystemProbe.open();
        BenchmarkRunner runner =
            BenchmarkRunner.open(plan, new ConsoleObserver(console, unit), probe)) {
      interrupts.onSignal(() -> runner.interrupt("interrupted"));
      console.say(
          "%s against %s%s"
              .formatted(plugin.coordinates(), http.shownUrl(), simulated ? " (simulated)" : ""));
      return run(runner, settings, cache);
    }
  }

  private int run(BenchmarkRunner runner, SettingValues settings, Optional<BenchmarkCache> cache)
      throws InterruptedException {
    try {
      runner.prepare();
    } catch (BenchmarkException e) {
      return report(runner.notMeasured(String.valueOf(e.getMessage())), settings);
    }
    Map<String, String> key = cache.isPresent() ? runner.cacheKey() : Map.of();
    if (cache.isPresent() && !settings.orDefault(RunnerSettings.FRESH)) {
      BenchmarkCache.Lookup found = cache.get().find(key);
      if (!found.note().isEmpty()) {
        console.say(found.note());
      }
      if (found.isHit()) {
        return reuse(found, runner.notMeasured("it was measured before"), settings);
      }
    }
    Result result = runner.measure();
    int status = report(result, settings);
    return status == ExitCode.DONE && cache.isPresent() ? keep(cache.get(), result, key) : status;
  }

  private int reuse(BenchmarkCache.Lookup found, Result description, SettingValues settings) {
    String text =
        settings.get(RunnerSettings.JSON)
            ? ResultJson.ofCached(description, found.number(), found.validity())
            : found.number() + "\n";
    return console.result(text) ? ExitCode.DONE : stdoutFailed();
  }

  private int report(Result result, SettingValues settings) {
    Summary.of(result).forEach(console::say);
    String json = ResultJson.of(result, FALLBACK);
    boolean written = write(result, json, settings);
    boolean asJson = settings.get(RunnerSettings.JSON);
    String bare =
        result.measured() ? Numbers.bare(result.figures().throughput().orElseThrow()) : FALLBACK;
    if (interrupts.signalled()) {
      console.result(asJson ? json : "");
      return ExitCode.INTERRUPTED;
    }
    if (!result.measured() && !asJson) {
      console.say(
          "bench: nothing could be measured, so %s is printed, which says nothing about the backend"
              .formatted(FALLBACK));
    }
    if (!console.result(asJson ? json : bare + "\n")) {
      return stdoutFailed();
    }
    return written && result.measured() && !rejected(result, settings)
        ? ExitCode.DONE
        : ExitCode.FAILED;
  }

  private boolean rejected(Result result, SettingValues settings) {
    boolean rejected =
        settings.get(RunnerSettings.STRICT) && result.validity().verdict() == Verdict.INVALID;
    if (rejected) {
      console.say("bench: the result is invalid (--strict)");
    }
    return rejected;
  }

  private int stdoutFailed() {
    console.say(
        "bench: the result could not be written to stdout: is the disk full, or the pipe closed?");
    return ExitCode.FAILED;
  }

  private boolean write(Result result, String json, SettingValues settings) {
    String out = settings.get(RunnerSettings.OUT);
    if (out.equals("none")) {
      return true;
    }
    boolean own = out.isEmpty();
    Path folder = own ? ResultFiles.folder(Path.of("bench-results"), result) : Path.of(out);
    try {
      console.say("%-16s %s".formatted("Files", ResultFiles.write(folder, own, json)));
      return true;
    } catch (IOException e) {
      console.say(
          "bench: the result's files cannot be written to %s: %s. Give another folder (--out), or none (--no-out)."
              .formatted(folder, e));
      return false;
    }
  }

  /** Keep the number, if it is one to plan with. */
  private int keep(BenchmarkCache cache, Result result, Map<String, String> key) {
    if (!BenchmarkCache.isWorthKeeping(result)) {
      console.say("the number is not kept, as the run was cut short or its result is invalid");
      return ExitCode.DONE;
    }
    try {
      cache.store(
          Numbers.bare(result.figures().throughput().orElseThrow()), result.validity(), key);
      return ExitCode.DONE;
    } catch (IOException e) {
      console.say(
          "bench: the number cannot be kept: %s. Name another place (--cache-file).".formatted(e));
      return ExitCode.FAILED;
    }
  }
}
