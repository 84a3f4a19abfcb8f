package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** No request here has a time limit that would end it in time: only the interruption does. */
@Timeout(60)
final class InterruptionTest {
  private static final ScriptedReply OK = ScriptedReply.json("{\"done\": 10}");
  private static final ScriptedReply HANG = ScriptedReply.hang();

  @Test
  void whatWasMeasuredUntilTheDeadlineIsReported() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, OK, OK, HANG);
        Run run = Run.of(new Words(), backend.url(), Map.of("deadline", "1500ms"))) {
      Result result = run.measure();

      assertThat(run.rounds()).containsExactly("1/3 2+0");
      assertThat(result.measured()).isTrue();
      assertThat(result.interrupted()).isTrue();
      assertThat(result.figures().rounds()).as("what was cut is no round").hasSize(1);
      assertThat(result.figures().throughput().orElseThrow())
          .isEqualTo(result.figures().rounds().get(0).throughput());
      assertThat(result.validity().verdict()).isEqualTo(Verdict.SUSPECT);
      assertThat(result.validity().reasons())
          .contains("the deadline of 1500ms was met (--deadline)", "only 1 of 3 rounds were done");
    }
  }

  @Test
  void whenNothingWasMeasuredUntilTheDeadlineItIsTheReason() throws Exception {
    try (ScriptedBackend backend = Words.backend(HANG)) {
      Result result = Run.result(new Words(), backend.url(), Map.of("deadline", "200ms"));

      assertThat(result.measured()).isFalse();
      assertThat(result.reason()).isEqualTo("the deadline of 200ms was met (--deadline)");
      assertThat(result.validity().verdict()).isEqualTo(Verdict.INVALID);
    }
  }

  @Test
  void anInterruptCutsWhatIsInFlight() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, OK, OK, HANG);
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      CompletableFuture<Result> measured = measuredElsewhere(run);
      await().until(() -> backend.requests(Words.PATH).size() == 5);

      run.runner().interrupt("somebody pressed Ctrl-C");

      Result result = measured.get();
      assertThat(result.measured()).isTrue();
      assertThat(result.interrupted()).isTrue();
      assertThat(result.figures().rounds()).hasSize(1);
      assertThat(result.validity().reasons()).contains("somebody pressed Ctrl-C");
      assertThat(run.hasEnded()).isTrue();
      await().untilAsserted(() -> assertThat(backend.openConnections()).isZero());
    }
  }

  @Test
  void theFirstOfSeveralInterruptsIsTheReason() throws Exception {
    try (ScriptedBackend backend = Words.backend(HANG);
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      run.runner().interrupt("first");
      run.runner().interrupt("second");

      assertThat(run.runner().measure().reason()).isEqualTo("first");
    }
  }

  @Test
  void anInterruptEndsTheWaitingForABackend() throws Exception {
    try (ScriptedBackend backend =
            Words.backend(OK).on("/health", ScriptedReply.status(503, "loading"));
        Run run = Run.of(new Words(), backend.url(), Map.of("wait", "10m"))) {
      CompletableFuture<Result> measured = measuredElsewhere(run);
      await().until(() -> !backend.requests("/health").isEmpty());

      run.runner().interrupt("enough");

      assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
          .isThrownBy(measured::get)
          .withCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void aPluginThatIgnoresInterruptsIsLeftBehind() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Benchmark stubborn = new Stubborn(begun, released);
    try (ScriptedBackend backend = ScriptedBackend.start();
        Run run = Run.of(stubborn, backend.url(), Map.of())) {
      CompletableFuture<Result> measured = measuredElsewhere(run);
      begun.await();

      run.runner().interrupt("enough");

      assertThat(measured.get().reason()).isEqualTo("enough");
    } finally {
      released.countDown();
    }
  }

  private static CompletableFuture<Result> measuredElsewhere(Run run) {
    CompletableFuture<Result> measured = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                measured.complete(run.measure());
              } catch (InterruptedException | RuntimeException | Error e) {
                measured.completeExceptionally(e);
              }
            },
            "bench-test-1");
    thread.setDaemon(true);
    thread.start();
    return measured;
  }

  private record Stubborn(CountDownLatch begun, CountDownLatch released) implements Benchmark {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("test.stubborn");
    }

    @Override
    public BenchmarkResult run(BenchmarkContext context) {
      begun.countDown();
      while (released.getCount() > 0) {
        try {
          released.await();
        } catch (InterruptedException e) {
          // what a plugin should not do
        }
      }
      return BenchmarkResult.of(1);
    }
  }
}
