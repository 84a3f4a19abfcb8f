package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;

/** The plugin, the runner and the plugin's simulator together, over real sockets. */
@Execution(ExecutionMode.CONCURRENT)
class MeasuredSimulatorTest {
  private static final int TOKENS = 60;
  private static final Capacity QUICK =
      Capacity.defaults().withSlots(8).withStreamRate(200).withTtft(Duration.ofMillis(20));
  private static final Capacity EARLY = QUICK.withLengths(Capacity.Lengths.parse("10:20"));

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void everyTokenThatTheSimulatorServedIsCounted(boolean chat, boolean stream) throws Exception {
    OpenAiProvider plugin = chat ? new OpenAiChat() : new OpenAiCompletions();
    PluginRun run = run(plugin).with("stream", String.valueOf(stream));
    try (SimulatedBackend backend = SimulatedBackend.start(plugin, QUICK, 0)) {
      Measurement measured = run.against(backend.url());

      assertThat(measured.completed()).isEqualTo(2 * 4);
      assertThat(measured.done()).isEqualTo(2 * 4 * TOKENS);
      assertThat(measured.estimated()).isZero();
      double warmUp = Math.min(100, TOKENS);
      assertThat(backend.books().units()).isEqualTo(2 * 4 * TOKENS + warmUp);
      assertThat(measured.unit()).isEqualTo("tokens");
      assertThat(measured.identity()).containsEntry("model", "simulated");
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void theNumberIsWhatTheSimulatorCanDo(boolean chat, boolean stream) throws Exception {
    // 4 requests of 60 tokens on 2 slots take two turns of 0.1 s + 60 / 150 s.
    Capacity capacity =
        Capacity.defaults().withSlots(2).withStreamRate(150).withTtft(Duration.ofMillis(100));
    double predicted = 4 * TOKENS / (2 * (0.1 + TOKENS / 150.0));
    PluginRun run =
        run(chat ? new OpenAiChat() : new OpenAiCompletions())
            .with("stream", String.valueOf(stream));

    Measurement measured = Predicted.measured(run, capacity, predicted);

    assertThat(measured.throughput().orElseThrow() / predicted).isBetween(Predicted.LEAST, 1.01);
    assertThat(measured.doneThroughput()).isEqualTo(measured.throughput());
  }

  @Test
  void aStreamHasOneOutputForEachToken() throws Exception {
    Measurement measured = run(new OpenAiChat()).with("stream", "true").onSimulator(QUICK);

    assertThat(measured.samples("ttft")).isEqualTo(8);
    assertThat(measured.samples("tpot")).isEqualTo(8);
    assertThat(measured.samples("itl")).isEqualTo(measured.samples("interEvent")).isPositive();
  }

  @Test
  void answersThatEndEarlyAreCountedAsTheyAreAndSaidToBeSuspect() throws Exception {
    Measurement measured = run(new OpenAiCompletions()).with("pin", "false").onSimulator(EARLY);

    assertThat(measured.done()).isBetween(8 * 10.0, 8 * 20.0);
    assertThat(measured.doneThroughput().orElseThrow())
        .isLessThan(measured.throughput().orElseThrow());
    assertThat(measured.verdict()).isEqualTo("suspect");
    assertThat(measured.doubts())
        .anyMatch(doubt -> doubt.contains("of the declared work was done"));
  }

  @Test
  void pinnedAnswersDoNotEndEarly() throws Exception {
    Measurement measured = run(new OpenAiCompletions()).onSimulator(EARLY);

    assertThat(measured.completed()).isEqualTo(8);
    assertThat(measured.done()).isEqualTo(8 * TOKENS).isEqualTo(measured.declared());
  }

  @Test
  void simulatedFailuresAreCountedByTheirStatus() throws Exception {
    Capacity failing = QUICK.withErrorRate(0.5).withSeed(3);

    Measurement measured = run(new OpenAiCompletions()).with("runs", "6").onSimulator(failing);

    assertThat(measured.failed()).isPositive();
    assertThat(measured.failures()).containsOnlyKeys("status:500");
  }

  private static PluginRun run(OpenAiProvider plugin) {
    return PluginRun.of(plugin)
        .with("runs", "2")
        .with("concurrency", "4")
        .with("max-tokens", String.valueOf(TOKENS));
  }
}
