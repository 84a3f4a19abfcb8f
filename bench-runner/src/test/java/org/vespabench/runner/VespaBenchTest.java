package org.vespabench.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.measure.Result;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** The runner within another program. */
@Timeout(60)
final class VespaBenchTest {
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  @Test
  void itMeasuresWithThePluginsDefaults() throws Exception {
    try (ScriptedBackend backend = backend()) {
      Result result = VespaBench.measure(new Words(), backend.url());

      assertThat(result.reason()).isNull();
      assertThat(result.command()).isEqualTo("run");
      assertThat(result.figures().rounds()).hasSize(3);
      assertThat(result.figures().throughput().orElseThrow()).isPositive();
      assertThat(backend.requests("/words")).hasSize(7);
    }
  }

  @Test
  void settingsAreGivenAsOnTheCommandLine() throws Exception {
    try (ScriptedBackend backend = backend()) {
      Result result =
          VespaBench.measure(new Words(), backend.url(), Map.of("runs", "1", "units", "4"));

      assertThat(result.figures().rounds()).hasSize(1);
      assertThat(backend.requests("/words"))
          .hasSize(3)
          .allMatch(request -> request.body().contains("\"units\":4"));
    }
  }

  @Test
  void aBadValueIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VespaBench.measure(new Words(), NOBODY, Map.of("runs", "none")))
        .withMessage("--runs 'none' is not a whole number above 0 (from the command line).");
  }

  @Test
  void itSaysWhyTheBackendIsNotReady() throws Exception {
    try (ScriptedBackend backend = backend().on("/health", ScriptedReply.status(503, "loading"))) {
      Result result = VespaBench.measure(new Words(), backend.url(), Map.of("wait", "50ms"));

      assertThat(result.measured()).isFalse();
      assertThat(result.figures().throughput()).isEmpty();
      assertThat(result.reason())
          .startsWith("the backend was not ready within 50ms (GET /health: it answers 503). ");
    }
  }

  @Test
  void whatAPluginThrowsWhenItsTimeIsUpIsNotItsFault() throws Exception {
    Result result =
        untilTheDeadline(
            interrupt -> {
              throw new BenchmarkException("how dare you", interrupt);
            });

    assertThat(result.interrupted()).isTrue();
    assertThat(result.reason()).isEqualTo("the deadline of 100ms was met (--deadline)");
  }

  @Test
  void aNumberInSpiteOfTheDeadlineIsMarked() throws Exception {
    Result result = untilTheDeadline(interrupt -> BenchmarkResult.of(5));

    assertThat(result.figures().throughput()).hasValue(5);
    assertThat(result.interrupted()).isTrue();
    // A machine that is busy with other programs is a reason of its own.
    assertThat(result.validity().reasons())
        .filteredOn(reason -> !reason.startsWith("the client's machine was busy"))
        .containsExactly("the deadline of 100ms was met (--deadline)");
  }

  private static Result untilTheDeadline(Ending ending) throws Exception {
    try (ScriptedBackend backend = backend()) {
      return VespaBench.measure(new Endless(ending), backend.url(), Map.of("deadline", "100ms"));
    }
  }

  private static ScriptedBackend backend() throws Exception {
    return ScriptedBackend.start().on("/words", ScriptedReply.json("{\"done\": 10}"));
  }

  /** What a plugin does when it is interrupted. */
  private interface Ending {
    BenchmarkResult on(InterruptedException interrupt);
  }

  private record Endless(Ending ending) implements Benchmark {
    @Override
    public Coordinates coordinates() {
      return Coordinates.parse("test.endless");
    }

    @Override
    public BenchmarkResult run(BenchmarkContext context) {
      try {
        new CountDownLatch(1).await();
        return BenchmarkResult.of(1);
      } catch (InterruptedException e) {
        return ending.on(e);
      }
    }
  }
}
