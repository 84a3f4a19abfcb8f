package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vespabench.runner.loadtest.LoadRig.OK;
import static org.vespabench.runner.loadtest.LoadRig.QUIET;
import static org.vespabench.runner.loadtest.LoadRig.flags;
import static org.vespabench.runner.loadtest.LoadRig.open;
import static org.vespabench.runner.loadtest.LoadRig.plan;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.RequestContext;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.slo.Slo;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** How a test is ended before its time. */
@Timeout(60)
final class LoadEndTest {
  private final LoadRig rig = new LoadRig();

  @Test
  void afterStopWhatIsInFlightEnds() throws Exception {
    ScriptedReply slow = OK.withDelay(Duration.ofMillis(400));
    try (ScriptedBackend backend = Words.backend(slow);
        LoadTest test = rig.test(backend, flags(Map.of("rps", "50", "duration", "10m")))) {
      CompletableFuture<Result> measured =
          CompletableFuture.supplyAsync(() -> test.measure(rig.log()));
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
        LoadTest test = rig.test(backend, flags(Map.of("rps", "50", "duration", "10m")))) {
      CompletableFuture<Result> measured =
          CompletableFuture.supplyAsync(() -> test.measure(rig.log()));
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
  void whatIsBeingMadeWhenAllIsCutIsCutToo() throws Exception {
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Words slow =
        new Words() {
          @Override
          public TestRequest next(RequestContext context) {
            if (context.index() == 2) {
              making.countDown();
              awaitQuietly(interrupted);
            }
            return super.next(context);
          }
        };
    SettingValues settings = flags(Map.of("rps", "1", "timeout", "none"));
    try (ScriptedBackend backend = Words.backend(OK, OK, ScriptedReply.hang());
        LoadTest test =
            LoadTest.open(
                plan(slow, backend, settings, Long.MAX_VALUE, open("one", 100, 50)),
                rig.observer(),
                QUIET)) {
      CompletableFuture<Result> measured =
          CompletableFuture.supplyAsync(() -> test.measure(rig.log()));
      making.await();

      test.interrupt("somebody pressed Ctrl-C twice");
      interrupted.countDown();

      Result result = measured.get();
      assertThat(result.figures().load().cut()).isEqualTo(1);
      assertThat(backend.requests(Words.PATH)).hasSize(2);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theDeadlineEndsEvenWhatHangs() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, ScriptedReply.hang())) {
      Result result =
          rig.measure(
              backend, Map.of("rps", "50", "duration", "10m", "deadline", "1s", "timeout", "none"));

      assertThat(result.interrupted()).isTrue();
      assertThat(result.validity().reasons()).anyMatch(reason -> reason.contains("--deadline"));
      assertThat(result.figures().rounds().get(0).completed()).isEqualTo(1);
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
      try (LoadTest test = LoadTest.open(plan, rig.observer(), QUIET)) {
        test.stop("somebody pressed Ctrl-C");

        Result result = test.measure(rig.log());

        assertThat(result.reason()).isEqualTo("somebody pressed Ctrl-C");
        assertThat(result.interrupted()).isTrue();
      }
    }
  }
}
