package org.vespabench.runner.benchmark;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.LoadResult;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Operation;
import org.vespabench.runner.load.ClosedLoop;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Histograms;
import org.vespabench.runner.measure.Recorder;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.request.RequestFactory;

/**
 * What a benchmark measures with. Used by the thread that runs the benchmark; {@link #rounds()} and
 * {@link #histograms()} are read by others once that thread has ended.
 */
final class RunContext implements BenchmarkContext {
  /** How long an interrupted load may take to notice. */
  private static final long CUT_MILLIS = 500;

  private final String url;
  private final URI backendUrl;
  private final HttpEngine engine;
  private final RunObserver observer;
  private final RunProgress progress = new RunProgress();
  private final Object lock = new Object();
  // Guarded by lock.
  private final List<Round> rounds = new ArrayList<>();
  private final Histograms histograms = new Histograms();
  private Result.Connections connections = Result.Connections.NONE;
  private int planned;
  private @Nullable SustainedRate sustained;

  private volatile RequestFactory factory;
  private long nextIndex;

  RunContext(RunPlan plan, HttpEngine engine, RequestFactory factory, RunObserver observer) {
    this.url = plan.http().shownUrl();
    this.backendUrl = plan.url();
    this.engine = engine;
    this.factory = factory;
    this.observer = observer;
    observer.started(progress);
  }

  @Override
  public URI backendUrl() {
    return backendUrl;
  }

  @Override
  public HttpSession http() {
    return engine.session(Duration.ZERO);
  }

  @Override
  public Settings settings() {
    return factory.settings();
  }

  SettingValues settingValues() {
    return factory.settings();
  }

  @Override
  public void progress(int done, int total, String message) {
    progress.step(message, done, total);
    observer.note("%d/%d %s".formatted(done, total, message));
  }

  @Override
  public void warmUp(Function<RequestContext, TestRequest> request) throws InterruptedException {
    Operation operation = warmUpOnce(request, 0);
    Failure failure = operation.exchange().failure();
    if (failure != null) {
      throw failed("the warm-up request failed", failure);
    }
  }

  private Operation warmUpOnce(Function<RequestContext, TestRequest> source, int index)
      throws InterruptedException {
    progress.step("warming up", 0, factory.settings().get(Setting.RUNS));
    TestRequest request = factory.build(source, true, index);
    Operation operation =
        engine.perform(request, Ticker.SYSTEM.nanos(), factory.settings().get(Setting.TIMEOUT));
    await(operation.future(), () -> {});
    return operation;
  }

  @Override
  public BenchmarkResult rounds(TestRequestProvider requests) throws InterruptedException {
    Adaptation adaptation = new Adaptation(factory.settings(), observer);
    warnOfOverrides(requests);
    adaptingWarmUp(requests, adaptation);
    return isSustained(factory.settings())
        ? sustained(requests, adaptation)
        : bestRound(requests, adaptation);
  }

  static boolean isSustained(SettingValues settings) {
    return settings.orDefault(RunnerSettings.METHOD).equals("sustained");
  }

  private BenchmarkResult bestRound(TestRequestProvider requests, Adaptation adaptation)
      throws InterruptedException {
    int runs = factory.settings().get(Setting.RUNS);
    synchronized (lock) {
      planned += runs;
    }
    List<Round> measured = new ArrayList<>();
    for (int number = 1; number <= runs; number++) {
      progress.step("measuring", number - 1, runs);
      Round round = number == 1 ? firstRound(requests, adaptation) : fire(requests::next).round();
      measured.add(round);
      observer.round(number, runs, round);
      if (stopsMakingSense(round, measured)) {
        break;
      }
    }
    return RoundsResult.of(measured, factory.settings(), url);
  }

  private BenchmarkResult sustained(TestRequestProvider requests, Adaptation adaptation)
      throws InterruptedException {
    while (true) {
      Load load = new Load(engine, factory, requests::next, nextIndex);
      SustainedLoad keptUp = new SustainedLoad(load, progress, observer);
      try {
        await(keptUp.start(), keptUp::stop);
      } finally {
        keep(keptUp);
      }
      nextIndex += keptUp.sent();
      load.rethrow();
      if (!keptUp.isRefused() || !adapts(requests, adaptation, load)) {
        return keptUp.result(url);
      }
      forgetLastRound();
    }
  }

  private void keep(SustainedLoad keptUp) {
    synchronized (lock) {
      rounds.add(keptUp.round());
      sustained = keptUp.rate();
      keptUp.recorders().forEach(this::addConnections);
      keptUp.inWindow().addHistogramsTo(histograms);
    }
  }

  private void addConnections(Recorder recorder) {
    connections = connections.plus(recorder.connections());
  }

  /** Nothing listens: seven more rounds of refused connections would tell nothing new. */
  private static boolean stopsMakingSense(Round round, List<Round> measured) {
    return measured.stream().allMatch(before -> before.completed() == 0)
        && round.errors().keySet().stream()
            .allMatch(label -> label.startsWith(FailureKind.CONNECT.toString()));
  }

  private void warnOfOverrides(TestRequestProvider requests) {
    List<String> keys = factory.overriddenKeys(requests::next);
    if (!keys.isEmpty()) {
      observer.note(
          "warning: --extra-body replaces %s, which the plugin sets: what it declares may be wrong"
              .formatted(String.join(", ", keys)));
    }
  }

  private void adaptingWarmUp(TestRequestProvider requests, Adaptation adaptation)
      throws InterruptedException {
    for (int index = 0; ; index++) {
      Operation operation = warmUpOnce(requests::next, index);
      Failure failure = operation.exchange().failure();
      if (failure == null) {
        adaptation.accepted();
        return;
      }
      if (!adapts(requests, adaptation, operation, failure)) {
        throw failed("the warm-up request failed", adaptation.toReport(failure));
      }
    }
  }

  private boolean adapts(
      TestRequestProvider requests, Adaptation adaptation, Operation refused, Failure failure) {
    HttpReply reply = refused.reply();
    boolean changed =
        failure.kind() == FailureKind.STATUS
            && reply != null
            && reply.status() / 100 != 2 // a failure told inside of a 200 refuses no setting
            && adaptation.adapt(requests, reply, failure);
    factory = factory.with(adaptation.settings());
    return changed;
  }

  /** The warm-up proves little about size: where the first real request is refused, adapt again. */
  private Round firstRound(TestRequestProvider requests, Adaptation adaptation)
      throws InterruptedException {
    while (true) {
      Load load = fire(requests::next);
      if (load.round().completed() > 0 || !adapts(requests, adaptation, load)) {
        return load.round();
      }
      forgetLastRound();
    }
  }

  private boolean adapts(TestRequestProvider requests, Adaptation adaptation, Load load) {
    Operation refused = load.refused();
    Failure failure = refused == null ? null : refused.exchange().failure();
    return refused != null && failure != null && adapts(requests, adaptation, refused, failure);
  }

  private void forgetLastRound() {
    synchronized (lock) {
      rounds.remove(rounds.size() - 1);
    }
  }

  private Load fire(Function<RequestContext, TestRequest> source) throws InterruptedException {
    int concurrency = factory.settings().get(Setting.CONCURRENCY);
    int asked = factory.settings().get(RunnerSettings.REQUESTS);
    return run(concurrency, asked == 0 ? concurrency : asked, source);
  }

  @Override
  public LoadResult load(int concurrency, int total, Function<RequestContext, TestRequest> requests)
      throws InterruptedException {
    synchronized (lock) {
      planned++;
    }
    Round round = run(concurrency, total, requests).round();
    observer.round(rounds().size(), rounds().size(), round);
    return round;
  }

  private Load run(int concurrency, int total, Function<RequestContext, TestRequest> source)
      throws InterruptedException {
    Load load = new Load(engine, factory, source, nextIndex);
    nextIndex += total;
    progress.load(load.recorder(), total);
    ClosedLoop loop = ClosedLoop.start(concurrency, total, load, Ticker.SYSTEM);
    await(loop.finished(), loop::stop);
    load.rethrow();
    if (load.wasCut()) {
      throw new InterruptedException("the load was cut"); // what is left of it is no round
    }
    synchronized (lock) {
      rounds.add(load.round());
      load.recorder().addHistogramsTo(histograms);
      addConnections(load.recorder());
    }
    return load;
  }

  /** Wait; an interrupt cuts what is in flight, and waits a moment for it to end. */
  private void await(CompletableFuture<?> future, Runnable stop) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the load failed by itself", e);
    } catch (InterruptedException e) {
      stop.run(); // first, or each that is cut would be followed by another
      engine.cutAll();
      waitBriefly(future);
      throw e;
    }
  }

  private static void waitBriefly(CompletableFuture<?> future) {
    try {
      future.get(CUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      Thread.currentThread().interrupt(); // it was interrupted in any case
    }
  }

  private BenchmarkException failed(String what, Failure failure) {
    return new BenchmarkException("%s: %s".formatted(what, Advice.line(failure, url)));
  }

  List<Round> rounds() {
    synchronized (lock) {
      return List.copyOf(rounds);
    }
  }

  /** What was kept up, if that was asked for and there was time enough. */
  @Nullable SustainedRate sustained() {
    synchronized (lock) {
      return sustained;
    }
  }

  int planned() {
    synchronized (lock) {
      return planned;
    }
  }

  Histograms histograms() {
    synchronized (lock) {
      Histograms copy = new Histograms();
      copy.add(histograms);
      return copy;
    }
  }

  Result.Connections connections() {
    synchronized (lock) {
      return connections;
    }
  }
}
