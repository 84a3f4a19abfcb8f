package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.runner.benchmark.BenchmarkRunner;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;

/** The plugins, the runner and the simulators together, over real sockets. */
@Timeout(60)
class MeasuredSimulatorTest {
  /** One image at a time, as ComfyUI works: the standard one takes half a second. */
  private static final Capacity COMFYUI =
      Capacity.defaults().withSlots(1).withStreamRate(13_107.2).withTtft(Duration.ofMillis(100));

  private static final double STANDARD = 5242.88;

  /** A busy machine may be late, and polling is by up to 100 ms; nothing is early. */
  private static final double LATE = 0.6;

  @ParameterizedTest
  @CsvSource({"runsync", "generate", "runpod"})
  void aWrapperIsMeasuredAsFastAsTheModelPredicts(String api) throws Exception {
    PluginRun run = PluginRun.of(new ComfyUiSync()).with("api", api);

    assertPredicted(run.onSimulator(COMFYUI), 3, STANDARD / 0.5);
  }

  @Test
  void plainComfyUiIsMeasuredAsFastAsTheModelPredicts() throws Exception {
    Measurement measured = PluginRun.of(new ComfyUiNative()).onSimulator(COMFYUI);

    assertPredicted(measured, 3, STANDARD / 0.5);
    assertThat(measured.details().get("executionMillis")).isBetween(480.0, 2000.0);
    assertThat(measured.details()).containsKeys("queueMillis", "cachedNodes");
    assertThat(measured.identity()).containsEntry("comfyui", "0.4.0");
  }

  static Stream<PluginRun> runs() {
    return Stream.of(
        PluginRun.of(new ComfyUiSync()).with("api", "runpod"), PluginRun.of(new ComfyUiNative()));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void severalAtOnceWaitForEachOther(PluginRun run) throws Exception {
    Measurement measured = run.with("runs", "1").with("concurrency", "3").onSimulator(COMFYUI);

    assertPredicted(measured, 3, STANDARD / 0.5);
    assertThat(measured.details().get("queueMillis")).isGreaterThan(200);
  }

  @Test
  void aLargerImageTakesAsMuchLongerAsItCostsMore() throws Exception {
    Measurement measured =
        PluginRun.of(new ComfyUiSync())
            .with("runs", "1")
            .with("width", "768")
            .with("height", "768")
            .onSimulator(COMFYUI);

    assertPredicted(measured, 1, 11_806.48 / (0.1 + 11_806.48 / 13_107.2));
  }

  @Test
  void aFixedPriceIsWhatTheSimulatorWorksOff() throws Exception {
    Measurement measured =
        PluginRun.of(new ComfyUiNative())
            .with("workload", "fixed100")
            .with("runs", "1")
            .onSimulator(COMFYUI.withStreamRate(250));

    assertThat(measured.unit()).isEqualTo("job-hundredths");
    assertPredicted(measured, 1, 100 / 0.5);
  }

  @Test
  void aRefusalOfTheSimulatorIsReadLikeOneOfComfyUi() throws Exception {
    Measurement measured =
        PluginRun.of(new ComfyUiNative()).with("checkpoint", "model.txt").onSimulator(COMFYUI);

    assertThat(measured.reason().orElseThrow())
        .contains("node 4 (CheckpointLoaderSimple): Value not in list: ckpt_name: 'model.txt'");
  }

  @ParameterizedTest
  @CsvSource({"runsync, no images came out", "runpod, 200 with an error", "generate, status 500"})
  void aFailureOfTheSimulatedWrapperIsNoSuccess(String api, String message) throws Exception {
    Measurement measured =
        PluginRun.of(new ComfyUiSync())
            .with("api", api)
            .with("checkpoint", "model.txt")
            .onSimulator(COMFYUI);

    assertThat(measured.reason().orElseThrow()).contains(message).contains("ckpt_name");
  }

  @Test
  void whatIsInterruptedIsWorkedOffForNobody() throws Exception {
    ComfyUiNative plugin = new ComfyUiNative();
    try (SimulatedBackend backend = SimulatedBackend.start(plugin, COMFYUI.withStreamRate(1), 0)) {
      RunPlan plan = RunPlan.of("run", plugin, Map.of(), HttpOptions.to(backend.url()));
      try (BenchmarkRunner runner = BenchmarkRunner.open(plan, RunObserver.NONE)) {
        CompletableFuture<?> measured = CompletableFuture.supplyAsync(runner::measure);
        await().until(() -> backend.books().others() > 2); // polls, after the job was started

        runner.interrupt("enough");

        await().until(() -> backend.books().count() + backend.books().others() > 3);
        await().until(() -> backend.books().list().stream().anyMatch(served -> served.cut()));
        measured.get();
      }
    }
  }

  private static void assertPredicted(Measurement measured, long completed, double predicted) {
    assertThat(measured.reason()).isEmpty();
    assertThat(measured.completed()).isEqualTo(completed);
    assertThat(measured.done()).isEqualTo(measured.declared());
    assertThat(measured.throughput().orElseThrow()).isBetween(LATE * predicted, 1.02 * predicted);
  }
}
