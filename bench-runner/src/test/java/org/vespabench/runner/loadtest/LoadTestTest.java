package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.vespabench.runner.loadtest.LoadRig.OK;
import static org.vespabench.runner.loadtest.LoadRig.QUIET;
import static org.vespabench.runner.loadtest.LoadRig.flags;
import static org.vespabench.runner.loadtest.LoadRig.open;
import static org.vespabench.runner.loadtest.LoadRig.plan;
import static org.vespabench.runner.loadtest.LoadRig.stage;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.StageFigures;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What is sent, when, and what is counted. */
@Timeout(60)
final class LoadTestTest {
  private final LoadRig rig = new LoadRig();

  @Test
  void everyRequestIsSentOnceAndCounted() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = rig.measure(backend, Map.of("n", "50", "rps", "200"));

      List<ReceivedRequest> requests = backend.requests(Words.PATH);
      assertThat(requests).hasSize(50);
      assertThat(requests).map(ReceivedRequest::body).doesNotHaveDuplicates();
      assertThat(requests)
          .map(request -> request.header("X-Request-Id").orElseThrow())
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              rig.entries().stream().map(ExchangeLog.Entry::id).toList());
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
      rig.measure(backend, Map.of("n", "20", "rps", "100"));

      List<Long> intended =
          rig.entries().stream()
              .sorted((a, b) -> Long.compare(a.index(), b.index()))
              .map(entry -> entry.exchange().stamps().intended())
              .toList();
      for (int i = 0; i < 20; i++) {
        assertThat(intended.get(i) - intended.get(0)).isEqualTo(i * 10_000_000L);
      }
    }
  }

  @Test
  void slotsKeepRequestsInFlight() throws Exception {
    ScriptedReply slow = OK.withDelay(Duration.ofMillis(50));
    try (ScriptedBackend backend = Words.backend(slow)) {
      Result result = rig.measure(backend, Map.of("n", "12", "concurrency", "3"));

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
      Result result = rig.measure(backend, Map.of("n", "10", "rps", "1000", "max-in-flight", "1"));

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
      try (LoadTest test = rig.test(backend, settings, Long.MAX_VALUE, slow, fast, slots)) {
        result = test.measure(rig.log());
      }

      List<StageFigures> stages = result.figures().load().stages();
      assertThat(stages).extracting(StageFigures::name).containsExactly("slow", "fast", "slots");
      assertThat(stages).extracting(StageFigures::scheduled).containsExactly(10L, 30L, 8L);
      assertThat(backend.requests(Words.PATH)).map(ReceivedRequest::body).doesNotHaveDuplicates();
      assertThat(rig.entries())
          .extracting(ExchangeLog.Entry::index)
          .doesNotHaveDuplicates()
          .hasSize(48);
      assertThat(rig.entries().stream().filter(entry -> entry.stage() == 1)).hasSize(30);
    }
  }

  @Test
  void modelsAreSplit() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result =
          rig.measure(backend, Map.of("n", "60", "rps", "300", "models", "big=3,small=1"));

      Map<String, StageFigures.PartFigures> models = stage(result).models();
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
          .isThrownBy(() -> LoadTest.open(plan, rig.observer(), QUIET))
          .withMessage(
              "test.own:benchmark measures by a procedure of its own: a load test takes a benchmark made of requests.");
    }
  }

  @Test
  void theWantedRateIsThatOfTheWindowAndNotOfTheWarmUp() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      // 400 falling to 100 in a second, begun anew after the warm-up: half a second of 325.
      Result result =
          rig.measure(
              backend, Map.of("ramp", "400:100:1s", "warmup", "500ms", "duration", "500ms"));

      assertThat(stage(result).requestedRate().orElseThrow()).isBetween(324.0, 326.0);
      assertThat(stage(result).sentRate()).isBetween(318.0, 332.0);
    }
  }
}
