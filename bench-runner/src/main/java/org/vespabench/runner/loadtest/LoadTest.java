package org.vespabench.runner.loadtest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.benchmark.Adaptation;
import org.vespabench.runner.benchmark.Subject;
import org.vespabench.runner.benchmark.UnitName;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.client.ClientWatch;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Histograms;
import org.vespabench.runner.measure.LoadFigures;
import org.vespabench.runner.measure.MeanInterval;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.StageFigures;
import org.vespabench.runner.measure.Validity;
import org.vespabench.runner.request.RequestFactory;
import org.vespabench.runner.route.AutoscalerRoute;
import org.vespabench.runner.route.Route;

/**
 * Tests a backend under load. {@link #measure} is called once, by one thread; {@link #stop} and
 * {@link #interrupt} from any.
 */
public final class LoadTest implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadTest.class);

  /** How long what was cut may take to end. */
  private static final long ENDING_MILLIS = 2_000;

  private final LoadPlan plan;
  private final TestRequestProvider provider;
  private final Subject subject;
  private final LoadObserver observer;
  private final ClientProbe probe;
  private final @Nullable AutoscalerRoute routed;
  private final Route route;
  private final CountDownLatch over = new CountDownLatch(1);
  private RequestFactory requests;
  private volatile @Nullable LoadRun run;
  private volatile String interruption = "";
  private volatile String broken = "";
  private volatile boolean endedEarly;
  private volatile @Nullable ClientFigures client;

  private LoadTest(
      LoadPlan plan,
      TestRequestProvider provider,
      RequestFactory requests,
      Subject subject,
      LoadObserver observer,
      ClientProbe probe) {
    this.plan = plan;
    this.provider = provider;
    this.requests = requests;
    this.subject = subject;
    this.observer = observer;
    this.probe = probe;
    this.routed =
        plan.routing().map(routing -> AutoscalerRoute.open(routing, subject.engine())).orElse(null);
    this.route = routed == null ? Route.to(subject.engine()) : routed;
  }

  /**
   * Prepare a test.
   *
   * @param probe looks at the client itself
   * @throws IllegalArgumentException if the benchmark is not made of requests, or they cannot be
   *     routed, or certificates, proxy or {@code --extra-body} cannot be used; for the operator
   */
  public static LoadTest open(LoadPlan plan, LoadObserver observer, ClientProbe probe) {
    if (!(plan.run().benchmark() instanceof TestRequestProvider provider)) {
      throw new IllegalArgumentException(
          "%s measures by a procedure of its own: a load test takes a benchmark made of requests."
              .formatted(plan.run().benchmark().coordinates()));
    }
    RequestFactory requests = plan.requests(plan.run().settings());
    if (plan.routing().isPresent()) {
      refuseFollowUps(provider, requests);
    }
    Subject subject = Subject.open(plan.run(), observer);
    if (plan.routing().map(routing -> routing.workers().insecure()).orElse(false)) {
      subject.note("certificates of workers are not verified (--insecure)");
    }
    return new LoadTest(plan, provider, requests, subject, observer, probe);
  }

  /**
   * Wait for the backend if so asked, and ask it what it is.
   *
   * @throws BenchmarkException if it does not become ready in time
   */
  public void prepare() throws InterruptedException {
    OpenFiles.warning(plan.stages(), OpenFiles.limit()).ifPresent(subject::note);
    if (routed == null) {
      subject.prepare();
    }
    requests = requests.with(subject.settings());
    if (subject.settings().orDefault(LoadSettings.SELF_WARMUP)) {
      warmSelfUp();
    }
  }

  /** The worker of one request is not that of the next, which would ask a stranger. */
  private static void refuseFollowUps(TestRequestProvider provider, RequestFactory requests) {
    if (requests.build(provider::next, false, 0).followUp().isPresent()) {
      throw new IllegalArgumentException(
          "%s cannot be routed: its requests have others that follow from them, which might reach another worker. Give --url of one backend."
              .formatted(provider.coordinates()));
    }
  }

  private void warmSelfUp() {
    observer.note("the client warms itself up, for a few seconds");
    try {
      Duration took = SelfWarmUp.run(() -> !interruption.isEmpty());
      subject.note(
          String.format(
              Locale.ROOT,
              "the client warmed itself up for %.1f s, without the backend (--no-self-warmup leaves it out)",
              took.toNanos() / 1e9));
    } catch (IOException e) {
      subject.note("the client could not warm itself up: " + e.getMessage());
    }
  }

  /**
   * Measure. Never throws for what the backend or the plugin did: the result says it.
   *
   * @param log is told of every measured exchange
   */
  public Result measure(ExchangeLog log) {
    Adaptation adaptation = new Adaptation(subject.settings(), observer);
    Thread thread = new Thread(() -> schedule(adaptation, log), "bench-schedule-1");
    thread.setDaemon(true);
    thread.start();
    join();
    observer.ended();
    subject.settings(adaptation.settings());
    LoadRun ended = run;
    return ended == null ? notMeasured(broken + interruption) : result(ended);
  }

  private void schedule(Adaptation adaptation, ExchangeLog log) {
    try {
      while (true) {
        LoadRun one = new LoadRun(plan, provider, requests, route, adaptation, log);
        run = one;
        observer.started(one.progress());
        if (!interruption.isEmpty()) {
          one.stop(); // it came before there was a run
        }
        sendWatched(one);
        if (!one.isToBeRepeated()) {
          endedEarly = one.tooManyErrors();
          return;
        }
        requests = requests.with(adaptation.settings());
      }
    } catch (RuntimeException | Error e) {
      LOG.error("this is a bug", e);
      broken = "the load test failed by itself: " + e;
      route.cutAll();
    } finally {
      over.countDown();
    }
  }

  private void sendWatched(LoadRun one) {
    try (ClientWatch watch = ClientWatch.startSampling(probe)) {
      one.send(watch::stop);
      client = watch.figures();
    }
  }

  private void join() {
    Duration limit = subject.settings().orDefault(RunnerSettings.DEADLINE);
    long left = limit.isZero() ? Long.MAX_VALUE : limit.toNanos() - subject.elapsedNanos();
    try {
      if (!over.await(left, TimeUnit.NANOSECONDS)) {
        interrupt("the deadline of %s was met (--deadline)".formatted(DurationText.of(limit)));
        awaitEnding();
      }
    } catch (InterruptedException e) {
      interrupt("interrupted");
      awaitEnding();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnding() {
    try {
      boolean unused = over.await(ENDING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Send no more, and let what is in flight end. */
  public void stop(String why) {
    interruption = interruption.isEmpty() ? why : interruption;
    LoadRun now = run;
    if (now != null) {
      now.stop();
    }
  }

  /** Send no more, and cut what is in flight. */
  public void interrupt(String why) {
    stop(why);
    route.cutAll();
  }

  /** Tell whether it ended as too many requests had failed. */
  public boolean endedEarly() {
    return endedEarly;
  }

  /** Make a result that says why nothing was measured. */
  public Result notMeasured(String reason) {
    return result(
        new LoadFigures(List.of(), 0, 0, plan.originNanos(), null, 0),
        Result.Connections.NONE,
        reason,
        List.of());
  }

  private Result result(LoadRun ended) {
    LoadFigures load = ended.figures();
    String reason = broken.isEmpty() ? ended.nothingMeasured(plan.run()) : broken;
    boolean interrupted = reason != null && !interruption.isEmpty();
    return result(load, ended.connections(), interrupted ? interruption : reason, ended.notes());
  }

  private Result result(
      LoadFigures load,
      Result.Connections connections,
      @Nullable String reason,
      List<String> more) {
    List<String> notes = new ArrayList<>(subject.notes());
    notes.addAll(more);
    notes.addAll(LoadAssessment.notes(load, plan.prompts()));
    return new Result(
        plan.run().command(),
        provider.coordinates().toString(),
        UnitName.of(provider, subject.settings()),
        subject.origin(),
        figures(load, connections),
        reason == null
            ? LoadAssessment.of(load, client, countsDone(), interruption)
            : Validity.VALID.invalid("nothing was measured"),
        notes,
        reason,
        !interruption.isEmpty());
  }

  private Result.Figures figures(LoadFigures load, Result.Connections connections) {
    Histograms histograms = new Histograms();
    load.stages().forEach(stage -> histograms.add(stage.histograms()));
    OptionalDouble declared = overall(load, stage -> stage.rates().declared());
    OptionalDouble done = overall(load, stage -> stage.rates().done());
    return new Result.Figures(
        countsDone() ? done : declared,
        done,
        MeanInterval.of(List.of()),
        false,
        load.stages().stream().map(StageFigures::round).toList(),
        load.stages().size(),
        histograms,
        connections,
        Map.of(),
        null,
        load,
        client);
  }

  private boolean countsDone() {
    return subject.settings().orDefault(RunnerSettings.COUNT).equals("done");
  }

  /** Weigh each stage by how long it was; empty if nothing was done. */
  private static OptionalDouble overall(
      LoadFigures load, java.util.function.ToDoubleFunction<StageFigures> rate) {
    double seconds = load.stages().stream().mapToDouble(StageFigures::seconds).sum();
    double units =
        load.stages().stream()
            .mapToDouble(stage -> rate.applyAsDouble(stage) * stage.seconds())
            .sum();
    return units > 0 ? OptionalDouble.of(units / seconds) : OptionalDouble.empty();
  }

  @Override
  public void close() {
    if (routed != null) {
      routed.close();
    }
    subject.close();
  }
}
