package org.vespabench.runner.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.Setting;
import org.vespabench.runner.benchmark.BenchmarkCache;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.UnitName;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.config.WorkerSettings;
import org.vespabench.runner.config.WorkerTimings;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.report.RoundLine;
import org.vespabench.runner.worker.MeasuredCapacity;
import org.vespabench.runner.worker.Worker;
import org.vespabench.runner.worker.WorkerOptions;

/** {@code bench worker}: the reverse proxy in front of a backend, until it is told to end. */
final class WorkerCommand implements Command {
  private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);

  /** Two reporters, each with 3 s for what is under way and 3 s for the last, and some to spare. */
  private static final Duration REPORTS = Duration.ofSeconds(15);

  private final Console console;
  private final Map<String, String> environment;
  private final Interrupts interrupts;

  WorkerCommand(Console console, Map<String, String> environment, Interrupts interrupts) {
    this.console = console;
    this.environment = environment;
    this.interrupts = interrupts;
  }

  @Override
  public String name() {
    return "worker";
  }

  @Override
  public String description() {
    return "Measure a backend, then serve an autoscaler's requests in front of it, and report.";
  }

  @Override
  public boolean tellsProblems() {
    return true;
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(ofBenchmark());
    all.addAll(WorkerSettings.all());
    all.addAll(WorkerTimings.all());
    return all;
  }

  /** Those that {@code bench run} has as well. */
  private static List<Setting<?>> ofBenchmark() {
    List<Setting<?>> all = new ArrayList<>(RunnerSettings.ofBackend());
    all.remove(RunnerSettings.WAIT); // a worker always waits, for as long as its own settings say
    all.addAll(RunnerSettings.ofRequests());
    all.addAll(
        List.of(
            RunnerSettings.CACHE_FILE,
            RunnerSettings.FRESH,
            RunnerSettings.STRICT,
            RunnerSettings.DEADLINE));
    return all;
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    SettingValues settings = invocation.settings();
    log(settings);
    WorkerConfig config = new WorkerConfig(invocation, environment);
    if (settings.get(WorkerSettings.PRINT_CONFIG)) {
      console.result(table(invocation, config));
      WorkerOptions unused = config.options();
      return ExitCode.DONE;
    }
    return serve(config, config.options(), settings);
  }

  /** First of all, so that whoever reads the log by a program can read all of it. */
  private void log(SettingValues settings) {
    String format = settings.get(WorkerSettings.LOG_FORMAT);
    String level = settings.get(WorkerSettings.LOG_LEVEL);
    // The original's name of it.
    Runnable unused = Logging.apply(format, level.equalsIgnoreCase("warning") ? "warn" : level);
    if (format.equals("json")) {
      console.asJson();
      System.setOut(SaidLines.to(console));
    }
  }

  private String table(Invocation invocation, WorkerConfig config) {
    List<Setting<?>> shown = new ArrayList<>(settings());
    invocation.plugin().ifPresent(plugin -> shown.addAll(plugin.settings()));
    String benchmark =
        invocation.plugin().map(plugin -> plugin.coordinates().toString()).orElse("-");
    return "benchmark: %s%n".formatted(benchmark)
        + ConfigTable.of(
            shown.stream().distinct().toList(),
            invocation.settings(),
            config.effective(),
            environment);
  }

  private int serve(WorkerConfig config, WorkerOptions options, SettingValues settings)
      throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Duration drain = settings.get(WorkerSettings.DRAIN_TIMEOUT);
    Duration patience = drain.isZero() ? drain : drain.plus(REPORTS);
    interrupts.onEnding(stopped::countDown, patience, console);
    RunPlan plan = config.plan(name(), ofBenchmark());
    MeasuredCapacity capacity =
        new MeasuredCapacity(
            plan,
            new BenchmarkCache(config.cacheFile()),
            new LoggingObserver(UnitName.of(plan.benchmark(), plan.settings())));
    try (Worker worker = Worker.start(options, capacity)) {
      introduce(worker, plan, config, options);
      if (worker.isListening()) {
        console.result(worker.url() + "\n");
      }
      stopped.await();
      end(worker, drain);
    } catch (InterruptedException e) {
      log.warn("cut short: what was in hand is broken off");
      return ExitCode.INTERRUPTED;
    }
    return interrupts.byHand() ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  private static void introduce(
      Worker worker, RunPlan plan, WorkerConfig config, WorkerOptions options) {
    log.info(
        "{} at {} for the backend {}, measured by {}",
        worker.isListening() ? "listening" : "NOT listening",
        worker.url(),
        plan.http().shownUrl(),
        plan.benchmark().coordinates());
    log.info(
        "requests {}; reports go to {}",
        options.rules().secured()
            ? "must be signed by the autoscaler"
            : "are taken from anybody who reaches this port (UNSECURED)",
        config.reportAddress());
  }

  private static void end(Worker worker, Duration drain) throws InterruptedException {
    String limit = drain.isZero() ? "as long as they take" : DurationText.of(drain);
    log.info("ending: {} requests in hand have {} to end", worker.inHand(), limit);
    if (!worker.drain(drain)) {
      log.warn("{} requests were still in hand, and are broken off", worker.inHand());
    }
  }

  /** Writes how the benchmark proceeds into the log. */
  private record LoggingObserver(String unit) implements RunObserver {
    @Override
    public void note(String line) {
      log.info("{}", line);
    }

    @Override
    public void round(int number, int of, Round round) {
      log.info("{}", RoundLine.of(number, of, round, unit));
    }
  }
}
