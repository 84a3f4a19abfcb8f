package org.vespabench.runner.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.benchmark.Adaptation;
import org.vespabench.runner.benchmark.Advice;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.http.Performed;
import org.vespabench.runner.load.LoadGenerator;
import org.vespabench.runner.load.Pacer;
import org.vespabench.runner.load.Phase;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.load.WarmUp;
import org.vespabench.runner.measure.DoneWork;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.LoadFigures;
import org.vespabench.runner.measure.Recorder;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.StageFigures;
import org.vespabench.runner.measure.StageRecorder;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.runner.request.RequestFactory;
import org.vespabench.runner.route.Route;
import org.vespabench.runner.slo.SloJudge;

/**
 * One go at a load test's stages. {@link #send} is called by the thread that schedules; what
 * becomes of the requests is told on I/O threads.
 */
final class LoadRun {
  /** A moment to get ready in, so that the first request leaves in time as well. */
  private static final long HEAD_START_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final LoadPlan plan;
  private final TestRequestProvider provider;
  private final RequestFactory requests;
  private final Route route;
  private final ExchangeLog log;
  private final Optional<SloJudge> judge;
  private final LoadGenerator generator = new LoadGenerator(new Pacer());
  private final LoadProgress progress;
  private final DoneWork work = new DoneWork(Ticker.SYSTEM.nanos());
  private final Recorder warmUp = new Recorder();
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<Ended> ended = new CopyOnWriteArrayList<>();

  private final Object lock = new Object();
  // Guarded by lock.
  private final Adaptation adaptation;
  private boolean adapted;
  private boolean gaveUp;

  private volatile @Nullable Throwable thrown;

  /** A stage that was sent. */
  private record Ended(
      Stage stage, StageRecorder recorder, LoadGenerator.Window window, int mostInFlight) {}

  LoadRun(
      LoadPlan plan,
      TestRequestProvider provider,
      RequestFactory requests,
      Route route,
      Adaptation adaptation,
      ExchangeLog log) {
    this.plan = plan;
    this.provider = provider;
    this.requests = requests;
    this.route = route;
    this.adaptation = adaptation;
    this.log = log;
    this.judge = plan.slo().map(SloJudge::new);
    this.progress = new LoadProgress(generator.inFlight(), plan.stages().size(), route.counts());
  }

  LoadProgress progress() {
    return progress;
  }

  /**
   * Send all stages, and wait until all that was sent has ended.
   *
   * @param sendingOver is told when the last has been sent
   */
  void send(Runnable sendingOver) {
    log.begin();
    long next = Ticker.SYSTEM.nanos() + HEAD_START_NANOS;
    long sent = 0;
    for (int i = 0; i < plan.stages().size() && !generator.isStopped(); i++) {
      Stage stage = plan.stages().get(i);
      if (i > 0 && !stage.isOpenLoop()) {
        drain(); // its slots are its own
        next = Math.max(next, Ticker.SYSTEM.nanos());
      }
      StageTraffic traffic = traffic(i, stage, sent);
      progress.doing("warming up");
      LoadGenerator.Window window =
          generator.send(
              stage,
              i == 0 ? plan.warmUp() : WarmUp.NONE,
              next,
              new SplittableRandom(plan.run().seed() + 31L * (i + 1)),
              traffic);
      ended.add(new Ended(stage, traffic.recorder(), window, generator.inFlight().most()));
      next = window.endNanos();
      sent += traffic.sent();
    }
    sendingOver.run();
    progress.doing("waiting for those in flight");
    drain();
  }

  private void drain() {
    while (!generator.isIdle()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private StageTraffic traffic(int number, Stage stage, long firstIndex) {
    StageRecorder recorder =
        stage.isOpenLoop() ? StageRecorder.ofOpenLoop() : StageRecorder.ofClosedLoop();
    Listener listener = new Listener(number, stage, recorder);
    StageTraffic traffic =
        new StageTraffic(
            route,
            provider,
            requests,
            requests.settings().get(Setting.TIMEOUT),
            new StageTraffic.Place(number, firstIndex),
            recorder,
            work,
            log,
            listener);
    listener.traffic = traffic;
    return traffic;
  }

  private final class Listener implements StageTraffic.Listener {
    private final int number;
    private final Stage stage;
    private final StageRecorder recorder;
    private @Nullable StageTraffic traffic;

    Listener(int number, Stage stage, StageRecorder recorder) {
      this.number = number;
      this.stage = stage;
      this.recorder = recorder;
    }

    @Override
    public void measuring() {
      StageTraffic counting = traffic;
      progress.measuring(
          number, stage, recorder.all(), () -> counting == null ? 0 : counting.sent());
    }

    @Override
    public void ended(Phase phase, Performed performed) {
      if (phase == Phase.WARMUP) {
        warmUp.add(performed.exchange());
      } else {
        judge.ifPresent(one -> one.add(performed.exchange()));
      }
      Failure failure = performed.exchange().failure();
      if (failure == null) {
        succeeded.incrementAndGet();
      } else if (failure.kind() != FailureKind.CUT) {
        failed(failure, performed.reply());
      }
    }

    @Override
    public void unsent() {
      judge.ifPresent(SloJudge::unsent);
    }

    @Override
    public void broken(Throwable cause) {
      thrown = thrown == null ? cause : thrown;
      generator.stop();
    }
  }

  private void failed(Failure failure, @Nullable HttpReply reply) {
    if (succeeded.get() == 0 && reply != null && isRefusal(failure, reply)) {
      adapt(failure, reply);
    }
    if (failed.incrementAndGet() >= plan.maxErrors()) {
      generator.stop();
    }
  }

  private static boolean isRefusal(Failure failure, HttpReply reply) {
    return failure.kind() == FailureKind.STATUS && (reply.status() == 400 || reply.status() == 422);
  }

  /** Before anything worked, other settings may mend it: then all begins anew. */
  private void adapt(Failure failure, HttpReply reply) {
    synchronized (lock) {
      if (adapted || gaveUp) {
        return;
      }
      adapted = adaptation.adapt(provider, reply, failure);
      gaveUp = !adapted;
      if (adapted) {
        generator.stop();
        route.cutAll();
      }
    }
  }

  boolean isToBeRepeated() {
    synchronized (lock) {
      return adapted && thrown == null;
    }
  }

  boolean tooManyErrors() {
    return failed.get() >= plan.maxErrors();
  }

  void stop() {
    generator.stop();
  }

  LoadFigures figures() {
    List<StageFigures> stages = new ArrayList<>();
    for (Ended one : ended) {
      LoadGenerator.Window window = one.window;
      stages.add(
          one.recorder.figures(
              one.stage.name(),
              window.startNanos(),
              window.endNanos(),
              one.stage.requestedRate(Duration.ofNanos(window.nanos())),
              one.mostInFlight,
              work));
    }
    Round before = warmUp.round();
    long cut =
        stages.stream()
            .map(stage -> stage.round().errors().get(FailureKind.CUT.toString()))
            .mapToLong(count -> count == null ? 0 : count.count())
            .sum();
    return new LoadFigures(
        stages, before.requests(), before.failed(), plan.originNanos(), slo(stages), cut);
  }

  private @Nullable SloOutcome slo(List<StageFigures> stages) {
    double seconds = stages.stream().mapToDouble(StageFigures::seconds).sum();
    return judge.filter(one -> seconds > 0).map(one -> one.outcome(seconds)).orElse(null);
  }

  Result.Connections connections() {
    Result.Connections all = new Result.Connections(warmUp.connections().fresh(), 0, 0);
    for (Ended one : ended) {
      all = all.plus(one.recorder.all().connections());
    }
    return all;
  }

  List<String> notes() {
    return tooManyErrors()
        ? List.of(
            "it ended early, as %d requests had failed (--max-errors)".formatted(failed.get()))
        : List.of();
  }

  private String asked(Failure failure, RunPlan of) {
    boolean ofWorker = plan.routing().isPresent() && failure.kind() != FailureKind.ROUTE;
    return ofWorker ? "the URL that it told the autoscaler" : of.http().shownUrl();
  }

  /** Say why nothing was measured; null if something was. */
  @Nullable String nothingMeasured(RunPlan of) {
    Throwable cause = thrown;
    if (cause != null) {
      return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }
    if (succeeded.get() > warmUp.completedSoFar()) {
      return null;
    }
    Optional<Failure> first =
        ended.stream()
            .flatMap(one -> one.recorder.all().round().errors().values().stream())
            .map(Round.ErrorCount::first)
            .findFirst();
    return "none of %d requests succeeded: %s"
        .formatted(
            ended.stream().mapToLong(one -> one.recorder.all().ended()).sum(),
            first.map(failure -> Advice.line(failure, asked(failure, of))).orElse("none had left"));
  }
}
