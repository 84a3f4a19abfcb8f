package org.vespabench.runner.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.client.ClientWatch;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValue;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.Validity;
import org.vespabench.runner.request.RequestFactory;

/**
 * Runs one benchmark on a thread of its own. {@link #measure} is called once, by one thread; {@link
 * #interrupt} from any.
 */
public final class BenchmarkRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BenchmarkRunner.class);

  /** How long an interrupted benchmark may take to end before it is left behind. */
  private static final long ENDING_MILLIS = 700;

  private final RunPlan plan;
  private final RunObserver observer;
  private final ClientProbe probe;
  private final Subject subject;
  private final HttpEngine engine;

  /** Opens when the benchmark has ended, or was told to: some do not listen. */
  private final CountDownLatch over = new CountDownLatch(1);

  private volatile String interruption = "";
  private volatile @Nullable Thread running;
  private RequestFactory factory;
  private @Nullable ClientFigures client;

  /** What a run ended with, before it is a result. */
  private record Ending(@Nullable BenchmarkResult result, @Nullable String reason) {}

  private BenchmarkRunner(
      RunPlan plan,
      RequestFactory factory,
      Subject subject,
      RunObserver observer,
      ClientProbe probe) {
    this.plan = plan;
    this.probe = probe;
    this.factory = factory;
    this.subject = subject;
    this.engine = subject.engine();
    this.observer = observer;
  }

  /**
   * Prepare a run.
   *
   * @param probe looks at the client itself
   * @throws IllegalArgumentException if certificates, proxy, {@code --extra-body} or {@code
   *     --method} cannot be used; for the operator
   */
  public static BenchmarkRunner open(RunPlan plan, RunObserver observer, ClientProbe probe) {
    checkMethod(plan);
    RequestFactory factory = new RequestFactory(plan.settings(), plan.seed());
    BenchmarkRunner runner =
        new BenchmarkRunner(plan, factory, Subject.open(plan, observer), observer, probe);
    runner.noteUnusedSettings();
    return runner;
  }

  private static void checkMethod(RunPlan plan) {
    boolean hasRequests = plan.benchmark() instanceof TestRequestProvider;
    if (RunContext.isSustained(plan.settings()) && !hasRequests) {
      throw new IllegalArgumentException(
          "%s measures by a procedure of its own: --method sustained takes a benchmark made of requests."
              .formatted(plan.benchmark().coordinates()));
    }
  }

  private void noteUnusedSettings() {
    boolean sustained = RunContext.isSustained(settings());
    List<Setting<?>> unused =
        sustained
            ? List.of(Setting.RUNS, RunnerSettings.REQUESTS)
            : List.of(RunnerSettings.DURATION);
    for (Setting<?> setting : unused) {
      if (settings().sourceOf(setting).isUser()) {
        subject.note(
            "warning: --%s is not used by --method %s"
                .formatted(setting.name(), settings().orDefault(RunnerSettings.METHOD)));
      }
    }
  }

  private SettingValues settings() {
    return subject.settings();
  }

  /**
   * Wait for the backend if so asked, and ask it what it is.
   *
   * @throws BenchmarkException if it does not become ready in time
   * @throws InterruptedException if {@link #interrupt} was called
   */
  public void prepare() throws InterruptedException {
    running = Thread.currentThread();
    try {
      subject.prepare();
      factory = factory.with(settings());
    } finally {
      running = null;
    }
  }

  /** Tell what the number belongs to: while this is the same, it need not be measured again. */
  public Map<String, String> cacheKey() {
    Map<String, String> key = new TreeMap<>();
    key.put("coordinates", plan.benchmark().coordinates().toString());
    key.put("url", plan.http().shownUrl());
    key.put("version", Version.major());
    key.put("gpus", Machine.gpus(plan.environment()));
    subject.identity().forEach((name, value) -> key.put(BenchmarkCache.IDENTITY + name, value));
    matteringSettings().forEach((name, value) -> key.put("setting." + name, keyed(value)));
    return key;
  }

  /** Of a file its contents matter, not only its name. */
  private static String keyed(SettingValue value) {
    boolean isFile = value.value() instanceof String content && !content.equals(value.text());
    return isFile && !value.secret()
        ? value.text() + " " + BenchmarkCache.fingerprint((String) value.value())
        : value.shown();
  }

  /** All but those that do not change what is measured: where to, with what key, and what after. */
  private Map<String, SettingValue> matteringSettings() {
    Map<String, SettingValue> matter = new LinkedHashMap<>(settings().all());
    RunnerSettings.ofResult().forEach(setting -> matter.remove(setting.name()));
    RunnerSettings.ofBackend().forEach(setting -> matter.remove(setting.name()));
    matter.remove(RunnerSettings.SEED.name());
    matter.remove(RunnerSettings.PRINT_CURL.name());
    return matter;
  }

  /** Measure. Never throws for what the backend or the plugin did: the result says it. */
  public Result measure() {
    RunContext context = new RunContext(plan, engine, factory, observer);
    AtomicReference<Ending> ending = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              ending.set(end(context));
              over.countDown();
            },
            "bench-run-1");
    thread.setDaemon(true);
    running = thread;
    ClientWatch watch = ClientWatch.startSampling(probe);
    thread.start();
    if (!interruption.isEmpty()) {
      interrupt(interruption); // it came before there was a thread
    }
    join(thread);
    client = watch.figures();
    watch.close();
    observer.ended();
    subject.settings(context.settingValues());
    Ending ended = ending.get();
    return result(
        context, ended == null ? new Ending(null, "the plugin did not end when asked") : ended);
  }

  /** Make a result that says why nothing was measured. */
  public Result notMeasured(String reason) {
    RunContext context = new RunContext(plan, engine, factory, RunObserver.NONE);
    return result(context, new Ending(null, reason));
  }

  private Ending end(RunContext context) {
    try {
      String unit = plan.benchmark().unit(settings());
      if (unit == null) {
        return failed("its unit() returned null"); // a number without a unit is none
      }
      BenchmarkResult result = plan.benchmark().run(context);
      return result == null ? failed("it returned no result") : new Ending(result, null);
    } catch (BenchmarkException e) {
      String message = String.valueOf(e.getMessage());
      return new Ending(null, interruption.isEmpty() ? message : interruption);
    } catch (Throwable e) { // a stranger's code: nothing that it throws may be lost
      if (!interruption.isEmpty()) {
        return new Ending(null, interruption);
      }
      LOG.error("the plugin {} failed", plan.benchmark().coordinates(), e);
      return failed(e.toString());
    }
  }

  private Ending failed(String why) {
    return new Ending(
        null, "the plugin %s failed: %s".formatted(plan.benchmark().coordinates(), why));
  }

  private void join(Thread thread) {
    Duration limit = settings().orDefault(RunnerSettings.DEADLINE);
    long left = limit.isZero() ? Long.MAX_VALUE : limit.toNanos() - subject.elapsedNanos();
    try {
      if (!over.await(left, TimeUnit.NANOSECONDS)) {
        interrupt("the deadline of %s was met (--deadline)".formatted(DurationText.of(limit)));
      }
      thread.join(ENDING_MILLIS);
    } catch (InterruptedException e) {
      interrupt("interrupted");
      Thread.currentThread().interrupt();
    }
  }

  /** Stop: cut what is in flight, so that {@link #measure} returns with what there is. */
  public void interrupt(String why) {
    interruption = interruption.isEmpty() ? why : interruption;
    over.countDown();
    engine.cutAll();
    Thread thread = running;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private Result result(RunContext context, Ending ending) {
    List<Round> rounds = context.rounds();
    boolean countDone = RoundsResult.countsDone(settings());
    SustainedRate sustained = context.sustained();
    Assessment assessment =
        sustained == null
            ? Assessment.of(rounds, context.planned(), countDone)
            : Assessment.of(sustained, rounds.get(rounds.size() - 1), countDone);
    BenchmarkResult number = ending.result();
    String reason = ending.reason();
    if (number == null && !interruption.isEmpty()) {
      number = partial(context); // what was measured until then is still a measurement
      reason = number == null ? interruption : null;
    }
    Result.Figures figures = figures(context, assessment, number);
    return new Result(
        plan.command(),
        plan.benchmark().coordinates().toString(),
        UnitName.of(plan.benchmark(), settings()),
        subject.origin(),
        figures,
        validity(assessment.validity(), reason, figures),
        moreNotes(figures),
        reason,
        !interruption.isEmpty());
  }

  private Validity validity(Validity ofRounds, @Nullable String reason, Result.Figures figures) {
    if (reason != null) {
      return Validity.VALID.invalid("nothing was measured");
    }
    if (RunContext.isSustained(settings()) && figures.sustained() == null) {
      return ofRounds.suspect(
          "the plugin measures by a procedure of its own: --method sustained was not used");
    }
    Validity validity =
        figures.client() == null
            ? ofRounds
            : CommonReasons.client(
                figures.client(), new Histogram(3), figures.histograms(), ofRounds);
    return interruption.isEmpty() ? validity : validity.suspect(interruption);
  }

  private @Nullable BenchmarkResult partial(RunContext context) {
    if (RunContext.isSustained(settings())) {
      return SustainedLoad.number(context.sustained());
    }
    try {
      return RoundsResult.of(context.rounds(), settings(), plan.http().shownUrl());
    } catch (BenchmarkException e) {
      return null;
    }
  }

  private Result.Figures figures(
      RunContext context, Assessment assessment, @Nullable BenchmarkResult number) {
    return new Result.Figures(
        number == null ? OptionalDouble.empty() : OptionalDouble.of(number.throughput()),
        number == null ? OptionalDouble.empty() : number.doneThroughput(),
        assessment.mean(),
        assessment.warming(),
        context.rounds(),
        context.planned(),
        context.histograms(),
        context.connections(),
        number == null ? Map.of() : number.details(),
        context.sustained(),
        null,
        client);
  }

  private List<String> moreNotes(Result.Figures figures) {
    List<String> all = subject.notes();
    if (figures.warming()) {
      all.add("the first round was still warming up: it is left out of the mean");
    }
    all.addAll(
        figures.sustained() == null
            ? Assessment.notes(figures.rounds(), RoundsResult.countsDone(settings()))
            : Assessment.notes(figures.sustained()));
    double number = figures.throughput().orElse(0);
    double share = number > 0 ? figures.doneThroughput().orElse(0) / number : 0;
    if (share > Assessment.MORE_THAN_DECLARED) {
      all.add(
          "%.0f %% of the declared work was done: for clients that are priced by what the backend counts, take --count done"
              .formatted(100 * share));
    }
    long samples = figures.histograms().of(Latency.E2E).getTotalCount();
    if (samples > 0 && samples < Percentile.P99.samplesNeeded()) {
      all.add("%d samples show no p99: it takes 459".formatted(samples));
    }
    return all;
  }

  @Override
  public void close() {
    subject.close();
  }
}
