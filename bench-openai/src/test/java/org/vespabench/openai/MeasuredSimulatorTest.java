package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.VespaBench;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;

/** The plugin, the runner and the plugin's simulator together, over real sockets. */
class MeasuredSimulatorTest {
  private static final int TOKENS = 60;
  private static final Capacity QUICK =
      Capacity.defaults().withSlots(8).withStreamRate(200).withTtft(Duration.ofMillis(20));

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void everyTokenThatTheSimulatorServedIsCounted(boolean chat, boolean stream) throws Exception {
    try (SimulatedBackend backend = start(chat, QUICK)) {
      Result result = measure(chat, backend, Map.of("stream", String.valueOf(stream)));

      assertThat(result.figures().rounds()).hasSize(2);
      assertThat(result.figures().rounds())
          .allSatisfy(round -> assertThat(round.done()).isEqualTo(4 * TOKENS));
      assertThat(result.figures().rounds()).allSatisfy(r -> assertThat(r.estimated()).isZero());
      double warmUp = Math.min(100, TOKENS);
      assertThat(backend.books().units()).isEqualTo(2 * 4 * TOKENS + warmUp);
      assertThat(result.unit()).isEqualTo("tokens");
      assertThat(result.origin().identity()).containsEntry("model", "simulated");
    }
  }

  @Test
  void aStreamHasOneOutputForEachToken() throws Exception {
    try (SimulatedBackend backend = start(true, QUICK)) {
      Result result = measure(true, backend, Map.of("stream", "true"));

      var histograms = result.figures().histograms();
      assertThat(histograms.of(Latency.TTFT).getTotalCount()).isEqualTo(8);
      assertThat(histograms.of(Latency.TPOT).getTotalCount()).isEqualTo(8);
      assertThat(histograms.of(Latency.ITL).getTotalCount())
          .isEqualTo(histograms.of(Latency.INTER_EVENT).getTotalCount())
          .isPositive();
    }
  }

  @Test
  void answersThatEndEarlyAreCountedAsTheyAreAndSaidToBeSuspect() throws Exception {
    Capacity early = QUICK.withLengths(Capacity.Lengths.parse("10:20"));
    try (SimulatedBackend backend = start(false, early)) {
      Result result = measure(false, backend, Map.of("pin", "false"));

      double done = result.figures().rounds().stream().mapToDouble(Round::done).sum();
      assertThat(done).isBetween(8 * 10.0, 8 * 20.0);
      assertThat(result.figures().doneThroughput().orElseThrow())
          .isLessThan(result.figures().throughput().orElseThrow());
      assertThat(result.validity().verdict()).isEqualTo(Verdict.SUSPECT);
      assertThat(result.validity().reasons())
          .anyMatch(reason -> reason.contains("of the declared work was done"));
    }
  }

  @Test
  void pinnedAnswersDoNotEndEarly() throws Exception {
    Capacity early = QUICK.withLengths(Capacity.Lengths.parse("10:20"));
    try (SimulatedBackend backend = start(false, early)) {
      Result result = measure(false, backend, Map.of());

      assertThat(result.figures().rounds())
          .allSatisfy(round -> assertThat(round.done()).isEqualTo(round.declared()));
    }
  }

  @Test
  void simulatedFailuresAreCountedByTheirStatus() throws Exception {
    try (SimulatedBackend backend = start(false, QUICK.withErrorRate(0.5).withSeed(3))) {
      Result result = measure(false, backend, Map.of("runs", "6"));

      long failed = result.figures().rounds().stream().mapToLong(Round::failed).sum();
      assertThat(failed).isPositive();
      assertThat(result.figures().rounds())
          .flatExtracting(round -> round.errors().keySet())
          .containsOnly("status:500");
    }
  }

  private static OpenAiProvider plugin(boolean chat) {
    return chat ? new OpenAiChat() : new OpenAiCompletions();
  }

  private static SimulatedBackend start(boolean chat, Capacity capacity) throws Exception {
    return SimulatedBackend.start(plugin(chat), capacity, 0);
  }

  private static Result measure(boolean chat, SimulatedBackend backend, Map<String, String> more)
      throws InterruptedException {
    Map<String, String> settings =
        new HashMap<>(
            Map.of("runs", "2", "concurrency", "4", "max-tokens", String.valueOf(TOKENS)));
    settings.putAll(more);
    return VespaBench.measure(plugin(chat), backend.url(), settings);
  }
}
