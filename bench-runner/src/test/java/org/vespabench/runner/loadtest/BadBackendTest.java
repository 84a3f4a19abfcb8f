package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vespabench.runner.loadtest.LoadRig.BUSY;
import static org.vespabench.runner.loadtest.LoadRig.OK;
import static org.vespabench.runner.loadtest.LoadRig.QUIET;
import static org.vespabench.runner.loadtest.LoadRig.flags;
import static org.vespabench.runner.loadtest.LoadRig.open;
import static org.vespabench.runner.loadtest.LoadRig.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Settings;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Backends that fail, refuse or hang, and plugins that are no better. */
@Timeout(60)
final class BadBackendTest {
  private final LoadRig rig = new LoadRig();

  @Test
  void aBackendThatNeverAnswersDoesNotStopTheSchedule() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.hang())) {
      Result result = rig.measure(backend, Map.of("n", "40", "rps", "200", "timeout", "300ms"));

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
      Result result = rig.measure(backend, Map.of("n", "20", "rps", "100", "timeout", "300ms"));

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
      Result result = rig.measure(backend, Map.of("n", "20", "rps", "100"));

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
              Optional.empty(),
              System.nanoTime(),
              Long.MAX_VALUE);

      Result result;
      try (LoadTest test = LoadTest.open(plan, rig.observer(), QUIET)) {
        result = test.measure(rig.log());
      }

      assertThat(result.figures().rounds().get(0).errors().get("body").count()).isEqualTo(9);
      assertThat(result.figures().rounds().get(0).errors().get("body").first().message())
          .isEqualTo("the body is larger than 1048576 bytes (--max-body)");
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

      Result result = rig.measure(backend, Map.of("n", "20", "rps", "100"));

      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(20);
      assertThat(result.figures().rounds().get(0).failed()).isZero();
      assertThat(rig.begun()).hasValue(2);
      assertThat(rig.entries()).hasSize(20);
      assertThat(result.origin().settings().get("pin").value()).isEqualTo("false");
      assertThat(rig.notes())
          .anyMatch(note -> note.startsWith("now pin=false, as the backend answered"));
    }
  }

  @Test
  void aRefusalThatNothingHelpsAgainstIsCountedAndTheTestGoesOn() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on(
          Words.PATH,
          request -> count.getAndIncrement() == 0 ? ScriptedReply.status(400, "no") : OK);

      Result result = rig.measure(backend, Map.of("n", "20", "rps", "100"));

      assertThat(rig.begun()).hasValue(1);
      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(19);
      assertThat(result.figures().rounds().get(0).errors()).containsOnlyKeys("status:400");
      assertThat(result.validity().verdict()).isEqualTo(Verdict.SUSPECT);
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
      try (LoadTest test = LoadTest.open(plan, rig.observer(), QUIET)) {
        Result result = test.measure(rig.log());

        assertThat(result.reason()).isEqualTo("the model has no words: load another one");
        assertThat(backend.requests(Words.PATH)).hasSizeLessThan(100);
      }
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
      try (LoadTest test = LoadTest.open(plan, rig.observer(), QUIET)) {
        Result result = test.measure(rig.log());

        assertThat(result.measured()).isFalse();
        assertThat(result.reason())
            .startsWith("the plugin could not make a request: its next() threw")
            .contains("no more words", "BadBackendTest");
        assertThat(backend.requests(Words.PATH)).hasSize(3);
      }
    }
  }

  @Test
  void tooManyFailuresEndIt() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, BUSY)) {
      try (LoadTest test = rig.test(backend, flags(Map.of("rps", "100", "duration", "10m")), 5)) {
        Result result = test.measure(rig.log());

        assertThat(test.endedEarly()).isTrue();
        assertThat(result.figures().rounds().get(0).failed()).isBetween(5L, 20L);
        assertThat(result.notes()).anyMatch(note -> note.contains("--max-errors"));
      }
    }
  }
}
