package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;

/** The plugin, the runner and the plugin's simulator together, over real sockets. */
@Execution(ExecutionMode.CONCURRENT)
class MeasuredSimulatorTest {
  private static final int TOKENS = 60;
  private static final Capacity QUICK =
      Capacity.defaults().withSlots(5).withStreamRate(200).withTtft(Duration.ofMillis(20));

  /** A busy machine may be late; nothing is early but what rounding makes so. */
  private static final double LATE = 0.85;

  private static final double EXACTLY = 1 + 1e-9;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTokenThatTheSimulatorServedIsCounted(boolean stream) throws Exception {
    try (SimulatedBackend backend = SimulatedBackend.start(new TgiGenerate(), QUICK, 0)) {
      Measurement measured = run(stream).against(backend.url());

      assertThat(measured.completed()).isEqualTo(20);
      assertThat(measured.done()).isEqualTo(20 * TOKENS);
      assertThat(measured.estimated()).isZero();
      double warmUp = TOKENS;
      assertThat(backend.books().units()).isEqualTo(20 * TOKENS + warmUp);
      assertThat(measured.identity()).containsEntry("model", "simulated");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNumberIsTheOneThatTheModelPredicts(boolean stream) throws Exception {
    // Ten requests on five slots take two turns of the time to the first token and 60 at 100/s.
    Capacity slow = QUICK.withStreamRate(100);
    double predicted = 10 * TOKENS / (2 * (0.02 + TOKENS / 100.0));

    Measurement measured = run(stream).onSimulator(slow);
    if (measured.throughput().orElse(0) < LATE * predicted) {
      measured = run(stream).onSimulator(slow); // once more, as the machine was busy
    }

    assertThat(measured.throughput().orElseThrow())
        .isBetween(LATE * predicted, EXACTLY * predicted);
    assertThat(measured.doneThroughput()).isEqualTo(measured.throughput());
  }

  @Test
  void aStreamHasOneOutputForEachToken() throws Exception {
    Measurement measured = run(true).onSimulator(QUICK);

    assertThat(measured.samples("ttft")).isEqualTo(20);
    assertThat(measured.samples("tpot")).isEqualTo(20);
    assertThat(measured.samples("itl")).isEqualTo(measured.samples("interEvent")).isPositive();
    assertThat(measured.details()).containsOnlyKeys("inputTokens");
  }

  @Test
  void wholeRepliesTellHowLongTheyWaited() throws Exception {
    Measurement measured = run(false).onSimulator(QUICK);

    assertThat(measured.details())
        .containsOnlyKeys("inputTokens", "queueMillis", "inferenceMillis");
    assertThat(measured.details().get("queueMillis")).isPositive();
    assertThat(measured.details().get("inferenceMillis")).isGreaterThan(300);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answersThatEndEarlyAreCountedAsTheyAreAndSaidToBeSuspect(boolean stream) throws Exception {
    Capacity early = QUICK.withLengths(Capacity.Lengths.parse("10:20"));
    try (SimulatedBackend backend = SimulatedBackend.start(new TgiGenerate(), early, 0)) {
      Measurement measured = run(stream).against(backend.url());

      double warmUp = backend.books().list().get(0).units();
      assertThat(measured.done()).isEqualTo(backend.books().units() - warmUp);
      assertThat(measured.done()).isBetween(20 * 10.0, 20 * 20.0);
      assertThat(measured.declared()).isEqualTo(20 * TOKENS);
      assertThat(measured.doneThroughput().orElseThrow())
          .isLessThan(measured.throughput().orElseThrow());
      assertThat(measured.verdict()).isEqualTo("suspect");
      assertThat(measured.doubts())
          .anyMatch(doubt -> doubt.contains("of the declared work was done"));
    }
  }

  @Test
  void aRequestThatTheSimulatorRefusesInsideAStreamFails() throws Exception {
    Measurement measured = run(true).with("max-tokens", "200000").onSimulator(QUICK);

    assertThat(measured.failures().values())
        .singleElement()
        .asString()
        .startsWith("the backend answered 200 with the error 422 validation: Input validation");
    assertThat(measured.failed()).isEqualTo(20);
  }

  @Test
  void aShareOfRequestsFailsAsTgiFails() throws Exception {
    Measurement measured = run(false).onSimulator(QUICK.withErrorRate(0.5).withSeed(3));

    assertThat(measured.failures())
        .containsOnly(
            entry(
                "status:424",
                Json.of(
                    "status 424: {'error':'Request failed during generation: simulated failure',"
                        + "'error_type':'generation'}")),
            entry(
                "status:500",
                Json.of(
                    "status 500: {'error':'Incomplete generation',"
                        + "'error_type':'incomplete_generation'}")));
    assertThat(measured.completed() + measured.failed()).isEqualTo(20);
    assertThat(measured.completed()).isPositive();
  }

  @Test
  void aShareOfStreamsFailsInsideA200AsTgiFails() throws Exception {
    Measurement measured = run(true).onSimulator(QUICK.withErrorRate(0.5).withSeed(3));

    assertThat(measured.failures())
        .containsOnly(
            entry(
                "status:424",
                "the backend answered 200 with the error 424 generation: Request failed during"
                    + " generation: simulated failure"),
            entry(
                "status:500",
                "the backend answered 200 with the error 500 incomplete_generation_stream:"
                    + " Incomplete generation stream"));
    assertThat(measured.completed() + measured.failed()).isEqualTo(20);
    assertThat(measured.completed()).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          false | status 429: {"error":"Model is overloaded","error_type":"overloaded"}
          true  | the backend answered 200 with the error 429 overloaded: Model is overloaded
          """)
  void moreThan128AtOnceAreTooMany(boolean stream, String message) throws Exception {
    // Three seconds each: all have arrived before the first one ends, on a busy machine too.
    Capacity slow = QUICK.withSlots(200).withStreamRate(TOKENS / 3.0);

    Measurement measured =
        run(stream).with("runs", "1").with("concurrency", "140").onSimulator(slow);

    assertThat(measured.failures()).containsExactly(entry("status:429", message));
    assertThat(measured.completed()).isEqualTo(128);
    assertThat(measured.failed()).isEqualTo(12);
  }

  private static PluginRun run(boolean stream) {
    return PluginRun.of(new TgiGenerate())
        .with("runs", "2")
        .with("max-tokens", String.valueOf(TOKENS))
        .with("stream", String.valueOf(stream));
  }
}
