package org.vespabench.runner.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Setting;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.UnitName;
import org.vespabench.runner.client.SystemProbe;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.RouteSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.Scenario;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.load.WarmUp;
import org.vespabench.runner.loadtest.LoadPlan;
import org.vespabench.runner.loadtest.LoadRequest;
import org.vespabench.runner.loadtest.LoadTest;
import org.vespabench.runner.loadtest.PromptReader;
import org.vespabench.runner.loadtest.StageReader;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.LoadFigures;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.SloVerdict;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.report.ExchangeFiles;
import org.vespabench.runner.report.Numbers;
import org.vespabench.runner.report.ResultFiles;
import org.vespabench.runner.report.ResultJson;
import org.vespabench.runner.report.Summary;
import org.vespabench.runner.request.ModelMix;
import org.vespabench.runner.request.Prompts;
import org.vespabench.runner.route.Routing;
import org.vespabench.runner.slo.Slo;

/** {@code bench load}: a load test. */
final class LoadCommand implements Command {
  private final Console console;
  private final Map<String, String> environment;
  private final Interrupts interrupts;

  LoadCommand(Console console, Map<String, String> environment, Interrupts interrupts) {
    this.console = console;
    this.environment = environment;
    this.interrupts = interrupts;
  }

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String description() {
    return "Test a backend under load: what a client of it would feel.";
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(LoadSettings.ofShape());
    all.addAll(
        List.of(
            LoadSettings.WARMUP,
            LoadSettings.SELF_WARMUP,
            LoadSettings.SLO,
            LoadSettings.MAX_ERRORS));
    all.addAll(LoadSettings.ofPrompts());
    all.addAll(RunnerSettings.ofBackend());
    all.addAll(RouteSettings.all());
    all.addAll(
        List.of(
            Setting.TIMEOUT,
            RunnerSettings.DEADLINE,
            RunnerSettings.SEED,
            RunnerSettings.PROMPT,
            RunnerSettings.EXTRA_BODY,
            RunnerSettings.PATH,
            RunnerSettings.HEADER,
            RunnerSettings.COUNT,
            RunnerSettings.OUT,
            LoadSettings.REQUESTS,
            LoadSettings.CSV,
            RunnerSettings.JSON,
            RunnerSettings.STRICT,
            RunnerSettings.PRINT_CURL,
            LoadSettings.SCENARIO,
            LoadSettings.PRINT_SCENARIO));
    return all;
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    SettingValues settings = invocation.settings();
    if (settings.get(RunnerSettings.PRINT_CURL)) {
      if (Routed.isAskedFor(settings)) {
        throw new UsageException(
            "--print-curl shows what a backend gets, and a routed request is signed for one worker only: give --url instead of --endpoint.");
      }
      return new CurlPrinter(console).print(invocation, LoadRequest::first);
    }
    if (settings.get(LoadSettings.PRINT_SCENARIO)) {
      String coordinates = invocation.needPlugin().coordinates().toString();
      List<Map<String, String>> stages = invocation.scenario().stages();
      return console.result(Scenario.write(coordinates, settings, stages))
          ? ExitCode.DONE
          : ExitCode.FAILED;
    }
    LoadPlan plan = plan(invocation);
    try (SystemProbe probe = SystemProbe.open();
        LoadTest test = LoadTest.open(plan, new LoadConsole(console, unit(plan)), probe)) {
      Output output = output(plan, settings);
      interrupts.onSignals(
          () -> test.stop("interrupted"), () -> test.interrupt("interrupted"), console);
      console.say(
          "%s %s %s: %s"
              .formatted(
                  plan.run().benchmark().coordinates(),
                  plan.routing().map(one -> "by " + one.endpoint() + " through").orElse("against"),
                  plan.run().http().shownUrl(),
                  String.join(", then ", plan.stages().stream().map(one -> one.name()).toList())));
      Result result = measure(test, output.log());
      // A second Ctrl-C interrupts what waits; the report is still to be written.
      boolean unused = Thread.interrupted();
      return report(result, output, settings, test.endedEarly());
    }
  }

  private LoadPlan plan(Invocation invocation) throws InterruptedException {
    Plugin plugin = invocation.needPlugin();
    SettingValues settings = invocation.settings();
    long seed = settings.seed();
    List<Stage> stages = StageReader.stages(settings, invocation.scenario());
    WarmUp warmUp = StageReader.warmUp(settings);
    Prompts prompts = PromptReader.prompts(settings, seed);
    Optional<ModelMix> models = PromptReader.models(settings);
    boolean isRouted = Routed.isAskedFor(settings);
    Optional<Slo> slo = slo(settings, isRouted);
    // Last, as it may ask the console: what is wrong with the command is told before.
    Routed routed = Routed.of(settings, environment);
    Optional<Routing> routing = isRouted ? Optional.of(routed.routing(seed)) : Optional.empty();
    RunPlan run =
        new RunPlan(
            name(),
            plugin.benchmark(),
            new Result.Plugin(ListCommand.fileName(plugin.jar()), plugin.version()),
            settings,
            seed,
            routing.map(routed::autoscaler).orElseGet(() -> Backend.of(settings)),
            environment,
            false);
    int most = settings.get(LoadSettings.MAX_ERRORS);
    return new LoadPlan(
        run,
        stages,
        warmUp,
        prompts,
        models,
        slo,
        routing,
        System.nanoTime(),
        most == 0 ? Long.MAX_VALUE : most);
  }

  private static Optional<Slo> slo(SettingValues settings, boolean isRouted) {
    String text = settings.get(LoadSettings.SLO);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Slo slo = Slo.parse(text);
    if (!isRouted && !slo.ofRoutes().isEmpty()) {
      throw new UsageException(
          "--slo limits %s, which there is only through an autoscaler: give --endpoint, or leave it out"
              .formatted(String.join(", ", slo.ofRoutes())));
    }
    return Optional.of(slo);
  }

  private static String unit(LoadPlan plan) {
    return UnitName.of(plan.run().benchmark(), plan.run().settings());
  }

  private static Result measure(LoadTest test, ExchangeLog log) {
    try {
      test.prepare();
    } catch (BenchmarkException e) {
      return test.notMeasured(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      return test.notMeasured("interrupted");
    }
    return test.measure(log);
  }

  /** Where files go; without a folder, nowhere. */
  private record Output(Optional<Path> folder, Optional<ExchangeFiles> files, boolean whole) {
    ExchangeLog log() {
      return files.isPresent() ? files.get() : ExchangeLog.NONE;
    }

    boolean finish() {
      return files.map(ExchangeFiles::finish).orElse(true) && whole;
    }
  }

  private Output output(LoadPlan plan, SettingValues settings) {
    String out = settings.get(RunnerSettings.OUT);
    if (out.equals("none")) {
      return new Output(Optional.empty(), Optional.empty(), true);
    }
    boolean own = out.isEmpty();
    String coordinates = plan.run().benchmark().coordinates().toString();
    Path wanted =
        own
            ? ResultFiles.folder(Path.of("bench-results"), Instant.now(), name(), coordinates)
            : Path.of(out);
    try {
      Path folder = ResultFiles.claim(wanted, own);
      ExchangeFiles files =
          ExchangeFiles.create(
              folder,
              plan.originNanos(),
              settings.get(LoadSettings.REQUESTS),
              settings.get(LoadSettings.CSV),
              line -> console.say("bench: " + line));
      return new Output(Optional.of(folder), Optional.of(files), true);
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(
          "--out %s has the files of another test already. Name another folder.".formatted(out), e);
    } catch (IOException e) {
      console.say(
          "bench: no files can be written to %s: %s. The test goes on without them. Give another folder (--out), or none (--no-out)."
              .formatted(wanted, e));
      return new Output(Optional.empty(), Optional.empty(), false);
    }
  }

  private int report(Result result, Output output, SettingValues settings, boolean endedEarly) {
    boolean whole = output.finish();
    Summary.of(result).forEach(console::say);
    String json = ResultJson.of(result, Runs.FALLBACK);
    whole = write(output, json) && whole;
    boolean asJson = settings.get(RunnerSettings.JSON);
    String bare =
        result.measured() ? Numbers.bare(result.figures().throughput().orElseThrow()) + "\n" : "";
    boolean told = console.result(asJson ? json : bare);
    if (interrupts.signalled()) {
      return ExitCode.INTERRUPTED;
    }
    boolean rejected =
        settings.get(RunnerSettings.STRICT) && result.validity().verdict() == Verdict.INVALID;
    if (rejected) {
      console.say("bench: the result is invalid (--strict)");
    }
    boolean done = told && whole && result.measured() && !rejected && !endedEarly;
    if (!done) {
      return ExitCode.FAILED;
    }
    return keepsSlo(result, settings.get(RunnerSettings.STRICT))
        ? ExitCode.DONE
        : ExitCode.THRESHOLD_MISSED;
  }

  /** An SLO that too few samples decide is kept, unless somebody is strict. */
  private static boolean keepsSlo(Result result, boolean strict) {
    LoadFigures load = result.figures().load();
    SloOutcome slo = load == null ? null : load.slo();
    return slo == null
        || slo.verdict() == SloVerdict.MET
        || (slo.verdict() == SloVerdict.UNDETERMINED && !strict);
  }

  private boolean write(Output output, String json) {
    if (output.folder().isEmpty()) {
      return true;
    }
    Path folder = output.folder().get();
    try {
      ResultFiles.write(folder, false, json);
      console.say("%-16s %s".formatted("Files", folder));
      return true;
    } catch (IOException e) {
      console.say("bench: result.json cannot be written to %s: %s".formatted(folder, e));
      return false;
    }
  }
}
