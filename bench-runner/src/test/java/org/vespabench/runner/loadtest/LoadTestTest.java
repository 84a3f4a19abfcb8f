package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Rate;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.SloVerdict;
import org.vespabench.runner.measure.StageFigures;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.runner.slo.Slo;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class LoadTestTest {
  private static final ScriptedReply OK = ScriptedReply.json("{\"done\": 10}");
  private static final ScriptedReply BUSY = ScriptedReply.status(503, "{\"error\": \"busy\"}");

  /** A client that nothing slows down. */
  private static final ClientProbe QUIET =
      () -> new ClientProbe.Sample(System.nanoTime(), 0, 0.1, 0, 0, 0, Map.of());

  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private final List<ExchangeLog.Entry> log = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger begun = new AtomicInteger();

  private final class Log implements ExchangeLog {
    @Override
    public void begin() {
      begun.incrementAndGet();
      log.clear();
    }

    @Override
    public void add(Entry entry) {
      log.add(entry);
    }
  }

  private final class Notes implements LoadObserver {
    @Override
    public void note(String line) {
      notes.add(line);
    }
  }

  @Test
  void everyRequestIsSentOnceAndCounted() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = measure(backend, Map.of("n", "50", "rps", "200"));

      List<ReceivedRequest> requests = backend.requests(Words.PATH);
      assertThat(requests).hasSize(50);
      assertThat(requests).map(ReceivedRequest::body).doesNotHaveDuplicates();
      assertThat(requests)
          .map(request -> request.header("X-Request-Id").orElseThrow())
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(log.stream().map(ExchangeLog.Entry::id).toList());
      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(50);
      StageFigures stage = stage(result);
      assertThat(stage.scheduled()).isEqualTo(50);
      assertThat(stage.seconds()).isEqualTo(0.25);
      assertThat(stage.sentRate()).isEqualTo(200);
      assertThat(stage.requestedRate()).hasValue(200);
      assertThat(stage.sendLagMicros().getTotalCount()).isEqualTo(50);
      assertThat(result.measured()).isTrue();
    }
  }

  @Test
  void requestsAreIntendedForTheirPlaceInTheSchedule() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      measure(backend, Map.of("n", "20", "rps", "100"));

      List<Long> intended =
          log.stream()
              .sorted((a, b) -> Long.compare(a.index(), b.index()))
              .map(entry -> entry.exchange().stamps().intended())
              .toList();
      for (int i = 0; i < 20; i++) {
        assertThat(intended.get(i) - intended.get(0)).isEqualTo(i * 10_000_000L);
      }
    }
  }

  @Test
  void aBackendThatNeverAnswersDoesNotStopTheSchedule() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.hang())) {
      Result result = measure(backend, Map.of("n", "40", "rps", "200", "timeout", "300ms"));

      assertThat(backend.requests(Words.PATH)).hasSize(40);
      assertThat(result.measured()).isFalse();
      assertThat(result.reason()).startsWith("none of 40 requests succeeded: ").contains("300 ms");
      assertThat(result.figures().rounds().get(0).errors()).containsOnlyKeys("timeout");
      await().until(() -> backend.openConnections() == 0);
    }
  }

  @Test
  void oneByteAtATimeIsEndedByTheTimeLimit() throws Exception {
    ScriptedReply trickle =
        ScriptedReply.json("{\"done\": 10, \"and\": \"so on\"}").trickling(Duration.ofMillis(100));
    try (ScriptedBackend backend = Words.backend(OK, trickle)) {
      Result result = measure(backend, Map.of("n", "20", "rps", "100", "timeout", "300ms"));

      assertThat(backend.requests(Words.PATH)).hasSize(20);
      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(1);
      assertThat(result.figures().rounds().get(0).errors()).containsOnlyKeys("timeout");
      await().until(() -> backend.openConnections() <= 1);
    }
  }

  @Test
  void resetsAreCountedAndTheScheduleGoesOn() throws Exception {
    ScriptedReply reset = ScriptedReply.json("{\"done\": 10}").cutAfter(5).thenReset();
    try (ScriptedBackend backend = Words.backend(OK, reset)) {
      Result result = measure(backend, Map.of("n", "20", "rps", "100"));

      assertThat(result.figures().rounds().get(0).errors()).containsOnlyKeys("lost");
      assertThat(result.figures().rounds().get(0).failed()).isEqualTo(19);
    }
  }

  @Test
  void bodiesThatAreTooLargeAreNotKept() throws Exception {
    ScriptedReply large = ScriptedReply.text("x".repeat(3 << 20));
    try (ScriptedBackend backend = Words.backend(OK, large)) {
      SettingValues settings = flags(Map.of("n", "10", "rps", "50"));
      RunPlan run =
          RunPlan.of(
              "load", new Words(), settings, HttpOptions.to(backend.url()).withMaxBody(1 << 20));
      LoadPlan plan =
          new LoadPlan(
              run,
              List.of(StageReader.stage(settings, "")),
              StageReader.warmUp(settings),
              PromptReader.prompts(settings, 1),
              Optional.empty(),
              Optional.empty(),
              System.nanoTime(),
              Long.MAX_VALUE);

      Result result;
      try (LoadTest test = LoadTest.open(plan, new Notes(), QUIET)) {
        result = test.measure(new Log());
      }

      assertThat(result.figures().rounds().get(0).errors().get("body").count()).isEqualTo(9);
      assertThat(result.figures().rounds().get(0).errors().get("body").first().message())
          .isEqualTo("the body is larger than 1048576 bytes (--max-body)");
    }
  }

  @Test
  void slotsKeepRequestsInFlight() throws Exception {
    ScriptedReply slow = OK.withDelay(Duration.ofMillis(50));
    try (ScriptedBackend backend = Words.backend(slow)) {
      Result result = measure(backend, Map.of("n", "12", "concurrency", "3"));

      assertThat(backend.requests(Words.PATH)).hasSize(12);
      assertThat(backend.connections()).isEqualTo(3);
      assertThat(stage(result).mostInFlight()).isEqualTo(3);
      assertThat(stage(result).requestedRate()).isEmpty();
      assertThat(stage(result).sendLagMicros().getTotalCount()).isZero();
    }
  }

  @Test
  void thoseThatMayNotGoAreLateAndTheirLatencyCountsFromWhenTheyWereDue() throws Exception {
    ScriptedReply slow = OK.withDelay(Duration.ofMillis(100));
    try (ScriptedBackend backend = Words.backend(slow)) {
      Result result = measure(backend, Map.of("n", "10", "rps", "1000", "max-in-flight", "1"));

      StageFigures stage = stage(result);
      assertThat(stage.late()).isEqualTo(9);
      assertThat(stage.mostInFlight()).isEqualTo(1);
      // The last one waits for nine others, of 100 ms each.
      assertThat(stage.histograms().of(Latency.E2E).getMaxValue()).isGreaterThan(900_000);
      assertThat(stage.histograms().of(Latency.E2E_FROM_SENT).getMinValue()).isLessThan(900_000);
      assertThat(result.notes()).anyMatch(note -> note.contains("9 requests left late"));
    }
  }

  @Test
  void theWarmUpIsInNoFigureButReachesTheBackend() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = measure(backend, Map.of("n", "20", "rps", "200", "warmup", "10"));

      assertThat(backend.requests(Words.PATH)).hasSize(30);
      assertThat(backend.requests(Words.PATH)).map(ReceivedRequest::body).doesNotHaveDuplicates();
      assertThat(log).hasSize(20);
      assertThat(result.figures().rounds().get(0).requests()).isEqualTo(20);
      assertThat(result.figures().load().warmUp()).isEqualTo(10);
      assertThat(result.notes()).anyMatch(note -> note.startsWith("10 requests warmed"));
    }
  }

  @Test
  void aRefusalBeforeAnySuccessIsAdaptedToAndAllBeginsAnew() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on(
          Words.PATH,
          request ->
              request.body().contains("pin")
                  ? ScriptedReply.status(400, "{\"error\": \"pin is unknown\"}")
                  : OK);

      Result result = measure(backend, Map.of("n", "20", "rps", "100"));

      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(20);
      assertThat(result.figures().rounds().get(0).failed()).isZero();
      assertThat(begun).hasValue(2);
      assertThat(log).hasSize(20);
      assertThat(result.origin().settings().get("pin").value()).isEqualTo("false");
      assertThat(notes).anyMatch(note -> note.startsWith("now pin=false, as the backend answered"));
    }
  }

  @Test
  void aRefusalThatNothingHelpsAgainstIsCountedAndTheTestGoesOn() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on(
          Words.PATH,
          request -> count.getAndIncrement() == 0 ? ScriptedReply.status(400, "no") : OK);

      Result result = measure(backend, Map.of("n", "20", "rps", "100"));

      assertThat(begun).hasValue(1);
      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(19);
      assertThat(result.figures().rounds().get(0).errors()).containsOnlyKeys("status:400");
      assertThat(result.validity().verdict()).isEqualTo(Verdict.SUSPECT);
    }
  }

  @Test
  void tooManyFailuresEndIt() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, BUSY)) {
      try (LoadTest test = test(backend, flags(Map.of("rps", "100", "duration", "10m")), 5)) {
        Result result = test.measure(new Log());

        assertThat(test.endedEarly()).isTrue();
        assertThat(result.figures().rounds().get(0).failed()).isBetween(5L, 20L);
        assertThat(result.notes()).anyMatch(note -> note.contains("--max-errors"));
      }
    }
  }

  @Test
  void afterStopWhatIsInFlightEnds() throws Exception {
    ScriptedReply slow = OK.withDelay(Duration.ofMillis(400));
    try (ScriptedBackend backend = Words.backend(slow);
        LoadTest test = test(backend, flags(Map.of("rps", "50", "duration", "10m")))) {
      CompletableFuture<Result> measured =
          CompletableFuture.supplyAsync(() -> test.measure(new Log()));
      await().until(() -> backend.requests(Words.PATH).size() >= 5);

      test.stop("somebody pressed Ctrl-C");

      Result result = measured.get();
      assertThat(result.figures().rounds().get(0).failed()).isZero();
      assertThat(result.figures().rounds().get(0).completed())
          .isEqualTo(backend.requests(Words.PATH).size());
      assertThat(result.interrupted()).isTrue();
      assertThat(result.validity().reasons()).contains("somebody pressed Ctrl-C");
    }
  }

  @Test
  void anInterruptCutsWhatIsInFlight() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, OK, ScriptedReply.hang());
        LoadTest test = test(backend, flags(Map.of("rps", "50", "duration", "10m")))) {
      CompletableFuture<Result> measured =
          CompletableFuture.supplyAsync(() -> test.measure(new Log()));
      await().until(() -> backend.requests(Words.PATH).size() >= 6);

      test.interrupt("somebody pressed Ctrl-C twice");

      Result result = measured.get();
      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(2);
      assertThat(result.figures().load().cut())
          .isEqualTo(result.figures().rounds().get(0).failed())
          .isGreaterThanOrEqualTo(4);
      // What was cut is nobody's failure.
      assertThat(result.validity().reasons()).containsExactly("somebody pressed Ctrl-C twice");
    }
  }

  @Test
  void theDeadlineEndsEvenWhatHangs() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, ScriptedReply.hang())) {
      Result result =
          measure(
              backend, Map.of("rps", "50", "duration", "10m", "deadline", "1s", "timeout", "none"));

      assertThat(result.interrupted()).isTrue();
      assertThat(result.validity().reasons()).anyMatch(reason -> reason.contains("--deadline"));
      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(1);
    }
  }

  @Test
  void stagesFollowEachOther() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      SettingValues settings = flags(Map.of("rps", "1"));
      Stage slow = open("slow", 50, 10);
      Stage fast = open("fast", 200, 30);
      Stage slots =
          new Stage(
              "slots",
              new LoadShape.Closed(2, Duration.ZERO),
              new Limits(8, Duration.ZERO, Limits.UNLIMITED));

      Result result;
      try (LoadTest test = test(backend, settings, Long.MAX_VALUE, slow, fast, slots)) {
        result = test.measure(new Log());
      }

      List<StageFigures> stages = result.figures().load().stages();
      assertThat(stages).extracting(StageFigures::name).containsExactly("slow", "fast", "slots");
      assertThat(stages).extracting(StageFigures::scheduled).containsExactly(10L, 30L, 8L);
      assertThat(backend.requests(Words.PATH)).map(ReceivedRequest::body).doesNotHaveDuplicates();
      assertThat(log).extracting(ExchangeLog.Entry::index).doesNotHaveDuplicates().hasSize(48);
      assertThat(log.stream().filter(entry -> entry.stage() == 1)).hasSize(30);
    }
  }

  @Test
  void anSloIsJudgedByAllThatWereDue() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on(Words.PATH, request -> count.getAndIncrement() % 10 == 9 ? BUSY : OK);
      LoadPlan plan =
          plan(
              new Words(),
              backend,
              flags(Map.of("rps", "1")),
              Long.MAX_VALUE,
              Optional.of(Slo.parse("e2e_p50=30s,error_rate=1%")),
              open("one", 500, 100));

      SloOutcome slo;
      try (LoadTest test = LoadTest.open(plan, new Notes(), QUIET)) {
        slo = test.measure(new Log()).figures().load().slo();
      }

      assertThat(slo.limits())
          .extracting(SloOutcome.LimitOutcome::verdict)
          .containsExactly(SloVerdict.MET, SloVerdict.MISSED);
      assertThat(slo.verdict()).isEqualTo(SloVerdict.MISSED);
      assertThat(slo.attainment().scheduled()).isEqualTo(100);
      assertThat(slo.attainment().attained()).isEqualTo(90);
      assertThat(slo.attainment().goodput()).isEqualTo(450);
    }
  }

  @Test
  void aClientThatIsTheBottleneckIsNamed() throws Exception {
    ClientProbe busy =
        () ->
            new ClientProbe.Sample(
                System.nanoTime(),
                0,
                0.1,
                0,
                0,
                0,
                Map.of("httpclient-dispatch-1@1", System.nanoTime()));
    try (ScriptedBackend backend = Words.backend(OK)) {
      SettingValues settings = flags(Map.of("rps", "100", "n", "20"));
      LoadPlan plan =
          plan(new Words(), backend, settings, Long.MAX_VALUE, StageReader.stage(settings, ""));

      Result result;
      try (LoadTest test = LoadTest.open(plan, new Notes(), busy)) {
        result = test.measure(new Log());
      }

      assertThat(result.figures().client().busiestIoThread()).isBetween(0.99, 1.01);
      assertThat(result.validity().verdict()).isEqualTo(Verdict.INVALID);
      assertThat(result.validity().reasons()).anyMatch(reason -> reason.contains("I/O thread"));
    }
  }

  @Test
  void arrivalsAtRandomTimesAreNotHeldAgainstTheirRate() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      for (String seed : List.of("1", "2", "3", "4")) {
        Result result =
            measure(backend, Map.of("n", "20", "rps", "200", "poisson", "true", "seed", seed));

        assertThat(result.validity().reasons()).as("seed %s", seed).isEmpty();
      }
    }
  }

  @Test
  void requestsThatNeverLeftAreAReason() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, ScriptedReply.hang())) {
      Result result =
          measure(
              backend,
              Map.of("duration", "300ms", "rps", "100", "max-in-flight", "2", "timeout", "1s"));

      assertThat(stage(result).unsent()).isGreaterThan(20);
      assertThat(result.validity().verdict()).isEqualTo(Verdict.INVALID);
      assertThat(result.validity().reasons())
          .anyMatch(
              reason ->
                  reason.contains("that were due never left")
                      && reason.contains("--max-in-flight"));
    }
  }

  @Test
  void theWantedRateIsThatOfTheWindowAndNotOfTheWarmUp() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      // 400 falling to 100 in a second: of the last half second, 175 on average.
      Result result =
          measure(backend, Map.of("ramp", "400:100:1s", "warmup", "500ms", "duration", "500ms"));

      assertThat(stage(result).requestedRate().orElseThrow()).isBetween(174.0, 176.0);
      assertThat(stage(result).sentRate()).isBetween(170.0, 180.0);
    }
  }

  @Test
  void whatAPluginSaysOfARefusalEndsTheTest() throws Exception {
    Words explaining =
        new Words() {
          @Override
          public Settings adapt(Settings settings, HttpReply refusal) {
            throw new BenchmarkException("the model has no words: load another one");
          }
        };
    try (ScriptedBackend backend = Words.backend(ScriptedReply.status(422, "no words"))) {
      LoadPlan plan =
          plan(
              explaining, backend, flags(Map.of("rps", "1")), Long.MAX_VALUE, open("one", 20, 200));
      try (LoadTest test = LoadTest.open(plan, new Notes(), QUIET)) {
        Result result = test.measure(new Log());

        assertThat(result.reason()).isEqualTo("the model has no words: load another one");
        assertThat(backend.requests(Words.PATH)).hasSizeLessThan(100);
      }
    }
  }

  @Test
  void anInterruptBeforeAnythingLeftIsReportedAlsoWithAnSlo() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      LoadPlan plan =
          plan(
              new Words(),
              backend,
              flags(Map.of("rps", "1")),
              Long.MAX_VALUE,
              Optional.of(Slo.parse("error_rate=1%")),
              open("one", 1, 100));
      try (LoadTest test = LoadTest.open(plan, new Notes(), QUIET)) {
        test.stop("somebody pressed Ctrl-C");

        Result result = test.measure(new Log());

        assertThat(result.reason()).isEqualTo("somebody pressed Ctrl-C");
        assertThat(result.interrupted()).isTrue();
      }
    }
  }

  @Test
  void modelsAreSplit() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = measure(backend, Map.of("n", "60", "rps", "300", "models", "big=3,small=1"));

      Map<String, StageFigures.ModelFigures> models = stage(result).models();
      assertThat(models).containsOnlyKeys("big", "small");
      long big = models.get("big").round().completed();
      assertThat(big).isBetween(30L, 59L);
      assertThat(big + models.get("small").round().completed()).isEqualTo(60);
      assertThat(Words.bodies(backend).stream().filter(body -> body.contains("\"big\"")))
          .hasSize((int) big);
    }
  }

  @Test
  void aBenchmarkWithAProcedureOfItsOwnIsRefused() throws Exception {
    Benchmark own =
        new Benchmark() {
          @Override
          public Coordinates coordinates() {
            return Coordinates.parse("test.own");
          }

          @Override
          public BenchmarkResult run(BenchmarkContext context) {
            return BenchmarkResult.of(1);
          }
        };
    try (ScriptedBackend backend = Words.backend(OK)) {
      LoadPlan plan =
          plan(own, backend, flags(Map.of("rps", "1")), Long.MAX_VALUE, open("one", 1, 1));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> LoadTest.open(plan, new Notes(), QUIET))
          .withMessage(
              "test.own:benchmark measures by a procedure of its own: a load test takes a benchmark made of requests.");
    }
  }

  @Test
  void aPluginThatThrowsEndsIt() throws Exception {
    Words broken =
        new Words() {
          @Override
          public org.vespabench.api.TestRequest next(org.vespabench.api.RequestContext context) {
            if (context.index() == 3) {
              throw new IllegalStateException("no more words");
            }
            return super.next(context);
          }
        };
    try (ScriptedBackend backend = Words.backend(OK)) {
      LoadPlan plan =
          plan(broken, backend, flags(Map.of("rps", "1")), Long.MAX_VALUE, open("one", 100, 50));
      try (LoadTest test = LoadTest.open(plan, new Notes(), QUIET)) {
        Result result = test.measure(new Log());

        assertThat(result.measured()).isFalse();
        assertThat(result.reason())
            .startsWith("the plugin could not make a request: its next() threw")
            .contains("no more words", "LoadTestTest");
        assertThat(backend.requests(Words.PATH)).hasSize(3);
      }
    }
  }

  private static StageFigures stage(Result result) {
    return result.figures().load().stages().get(0);
  }

  private static Stage open(String name, double rate, long total) {
    return new Stage(
        name,
        new LoadShape.Open(Rate.constant(rate), false),
        new Limits(total, Duration.ZERO, Limits.UNLIMITED));
  }

  private Result measure(ScriptedBackend backend, Map<String, String> flags) throws Exception {
    try (LoadTest test = test(backend, flags(flags))) {
      test.prepare();
      return test.measure(new Log());
    }
  }

  private LoadTest test(ScriptedBackend backend, SettingValues settings) {
    return test(backend, settings, Long.MAX_VALUE);
  }

  private LoadTest test(ScriptedBackend backend, SettingValues settings, long maxErrors) {
    return test(backend, settings, maxErrors, StageReader.stage(settings, ""));
  }

  private LoadTest test(
      ScriptedBackend backend, SettingValues settings, long maxErrors, Stage... stages) {
    LoadPlan plan = plan(new Words(), backend, settings, maxErrors, stages);
    return LoadTest.open(plan, new Notes(), QUIET);
  }

  private static LoadPlan plan(
      Benchmark benchmark,
      ScriptedBackend backend,
      SettingValues settings,
      long maxErrors,
      Stage... stages) {
    return plan(benchmark, backend, settings, maxErrors, Optional.empty(), stages);
  }

  private static LoadPlan plan(
      Benchmark benchmark,
      ScriptedBackend backend,
      SettingValues settings,
      long maxErrors,
      Optional<Slo> slo,
      Stage... stages) {
    return new LoadPlan(
        RunPlan.of("load", benchmark, settings, HttpOptions.to(backend.url())),
        List.of(stages),
        StageReader.warmUp(settings),
        PromptReader.prompts(settings, 1),
        PromptReader.models(settings),
        slo,
        System.nanoTime(),
        maxErrors);
  }

  private static SettingValues flags(Map<String, String> given) {
    List<Setting<?>> known = new ArrayList<>(new Words().settings());
    known.addAll(LoadSettings.ofShape());
    known.addAll(LoadSettings.ofPrompts());
    known.addAll(RunnerSettings.ofBackend());
    known.addAll(RunnerSettings.ofRequests());
    known.addAll(
        List.of(
            LoadSettings.DURATION,
            LoadSettings.WARMUP,
            LoadSettings.SELF_WARMUP,
            RunnerSettings.DEADLINE));
    Map<String, String> flags = new HashMap<>(given);
    flags.put("self-warmup", "false");
    return new SettingResolver(Map.of()).resolve(known, flags);
  }
}
