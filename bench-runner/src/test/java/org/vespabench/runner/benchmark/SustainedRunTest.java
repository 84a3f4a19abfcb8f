package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Two in flight, for a second. */
@Timeout(60)
final class SustainedRunTest {
  private static final ScriptedReply OK =
      ScriptedReply.json("{\"done\": 10}").withDelay(Duration.ofMillis(20));
  private static final ScriptedReply BUSY = ScriptedReply.status(503, "{\"error\": \"busy\"}");

  @Test
  void oneRateIsKeptUpForTheWindow() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = measure(backend, Map.of());

      SustainedRate rate = result.figures().sustained();
      assertThat(rate.seconds()).isEqualTo(1);
      assertThat(rate.concurrency()).isEqualTo(2);
      // The slot of the first that ended may send again before the second one ends.
      assertThat(rate.before()).isBetween(2L, 3L);
      assertThat(rate.interval().hasInterval()).isTrue();
      assertThat(result.figures().throughput()).hasValue(rate.interval().mean());
      // All that was sent is the warm-up, what came before the window, and the window's own.
      long inWindow = result.figures().rounds().get(0).completed();
      assertThat(backend.requests(Words.PATH)).hasSize((int) (1 + rate.before() + inWindow));
      // Every success did 10 words in the window, but for those at its two ends, and those of the
      // time that the batches leave over: each takes 20 ms at least, and two run at once.
      double batches = rate.interval().count() * rate.batchSeconds();
      double leftOver = 2 * (rate.seconds() - batches) / 0.02;
      assertThat(batches).isGreaterThan(0.8);
      assertThat(rate.done() * batches)
          .isBetween(10.0 * (inWindow - 2 - leftOver), 10.0 * (inWindow + 2));
    }
  }

  @Test
  void noTwoRequestsAreAlike() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      measureUntil(20, backend, Map.of());

      assertThat(backend.requests(Words.PATH))
          .hasSizeGreaterThanOrEqualTo(20)
          .map(one -> one.body())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void aRefusalOfTheFirstRequestsIsAdaptedTo() throws Exception {
    ScriptedReply refused = ScriptedReply.status(400, "{\"error\": \"pin is unknown\"}");
    AtomicBoolean warm = new AtomicBoolean();
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on(
          Words.PATH,
          request -> {
            boolean pinned = request.body().contains("pin");
            return warm.getAndSet(true) && pinned ? refused : OK;
          });

      Result result = measure(backend, Map.of());

      assertThat(result.measured()).as(String.valueOf(result.reason())).isTrue();
      assertThat(result.origin().settings().get("pin").value()).isEqualTo("false");
      assertThat(result.figures().rounds()).as("the refused ones are forgotten").hasSize(1);
      assertThat(result.figures().rounds().get(0).failed()).isZero();
    }
  }

  @Test
  void whenNothingSucceedsTheFirstFailureIsTheReasonAndItEndsAtOnce() throws Exception {
    // Not at once: one slot may fail many times before the other fails for the first time.
    ScriptedReply failure = BUSY.withDelay(Duration.ofMillis(100));
    try (ScriptedBackend backend = Words.backend(OK, failure)) {
      Result result = measure(backend, Map.of());

      assertThat(result.measured()).isFalse();
      assertThat(result.reason()).matches("none of \\d+ requests succeeded.*503.*");
      assertThat(backend.requests(Words.PATH)).hasSizeBetween(3, 4);
    }
  }

  @Test
  void aBackendThatFailsHalfWayIsNotHammered() throws Exception {
    // As slow as the others, so that it can be told how many are sent.
    ScriptedReply failure = BUSY.withDelay(Duration.ofMillis(20));
    try (ScriptedBackend backend = Words.backend(OK, OK, OK, OK, OK, failure)) {
      Result result = measure(backend, Map.of("duration", "10m"));

      assertThat(backend.requests(Words.PATH)).hasSizeBetween(105, 110);
      assertThat(result.validity().verdict()).isEqualTo(Verdict.INVALID);
      assertThat(result.validity().reasons())
          .anyMatch(reason -> reason.contains("the last 10") && reason.contains("all failed"));
    }
  }

  @Test
  void aSlotThatIsRefusedAtOnceDoesNotEndWhatTheOthersKeepUp() throws Exception {
    ScriptedReply slow = OK.withDelay(Duration.ofMillis(100));
    AtomicInteger working = new AtomicInteger();
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      // While one works for 100 ms, the other slot fails many times; the first is the warm-up.
      backend.on(Words.PATH, request -> working.getAndIncrement() % 50 < 2 ? slow : BUSY);

      Result result = measure(backend, Map.of("duration", "2s"));

      assertThat(result.measured()).as(String.valueOf(result.reason())).isTrue();
      assertThat(result.figures().sustained().seconds()).isEqualTo(2);
      assertThat(result.figures().rounds().get(0).completed()).isPositive();
      assertThat(result.figures().rounds().get(0).failed()).isGreaterThan(100);
    }
  }

  @Test
  void anInterruptReportsWhatWasKeptUpUntilThen() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = measureUntil(51, backend, Map.of("duration", "10m"));

      assertThat(result.interrupted()).isTrue();
      SustainedRate rate = result.figures().sustained();
      assertThat(rate.seconds()).isLessThan(600);
      assertThat(result.figures().throughput()).hasValue(rate.interval().mean());
      assertThat(result.figures().rounds().get(0).failed()).as("what was cut").isZero();
      assertThat(result.validity().reasons()).contains("somebody pressed Ctrl-C");
    }
  }

  @Test
  void aWindowTooShortForAnIntervalSaysHowLongItTakes() throws Exception {
    ScriptedReply slow = OK.withDelay(Duration.ofMillis(400));
    try (ScriptedBackend backend = Words.backend(slow)) {
      Result result = measure(backend, Map.of());

      assertThat(result.figures().sustained().interval().hasInterval()).isFalse();
      assertThat(result.notes())
          .anyMatch(note -> note.matches("1\\.0 s are too short.*it takes --duration \\d+s"));
    }
  }

  @Test
  void settingsThatAreNotUsedAreSaid() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = measureUntil(5, backend, Map.of("runs", "9", "requests", "5"));
      Result ofRounds =
          Run.result(new Words(), backend.url(), Map.of("runs", "1", "duration", "9s"));

      assertThat(result.notes())
          .contains(
              "warning: --runs is not used by --method sustained",
              "warning: --requests is not used by --method sustained");
      assertThat(ofRounds.notes()).contains("warning: --duration is not used by --method rounds");
    }
  }

  @Test
  void aProcedureOfItsOwnIsRefused() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      assertThatThrownBy(() -> Run.of(new OwnProcedure(), backend.url(), sustained(Map.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("test.own:benchmark measures by a procedure of its own");
    }
  }

  /** Is not made of requests. */
  private static final class OwnProcedure implements Benchmark {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("test.own");
    }

    @Override
    public BenchmarkResult run(BenchmarkContext context) {
      return BenchmarkResult.of(1);
    }
  }

  private static Result measure(ScriptedBackend backend, Map<String, String> more)
      throws InterruptedException {
    return Run.result(new Words(), backend.url(), sustained(more));
  }

  /** Interrupt it when the backend has got so many requests. */
  private static Result measureUntil(
      int requests, ScriptedBackend backend, Map<String, String> more) throws Exception {
    try (Run run = Run.of(new Words(), backend.url(), sustained(more))) {
      CompletableFuture<Result> measured =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return run.measure();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      await().until(() -> backend.requests(Words.PATH).size() >= requests);
      run.runner().interrupt("somebody pressed Ctrl-C");
      return measured.get();
    }
  }

  private static Map<String, String> sustained(Map<String, String> more) {
    Map<String, String> flags = new HashMap<>(Map.of("method", "sustained", "duration", "1s"));
    flags.putAll(more);
    return flags;
  }
}
