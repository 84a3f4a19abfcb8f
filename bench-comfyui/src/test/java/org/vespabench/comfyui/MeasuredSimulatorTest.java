package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.runner.benchmark.BenchmarkRunner;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;

/** The plugins, the runner and the simulators together, over real sockets. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class MeasuredSimulatorTest {
  private static final double STANDARD = 5242.88;

  /** One image at a time, as ComfyUI works; long enough for polls every 100 ms to matter little. */
  private static final Capacity COMFYUI =
      Capacity.defaults()
          .withSlots(1)
          .withStreamRate(STANDARD / 0.95)
          .withTtft(Duration.ofMillis(100));

  /** What the standard image takes there. */
  private static final double SECONDS = 0.1 + 0.95;

  /** A busy machine may be late, and polling is by up to 100 ms. */
  private static final double LATE = 0.85;

  /** Nothing is early but what rounding makes so. */
  private static final double EXACTLY = 1 + 1e-9;

  /** A wrapper is not polled: its reply is the end. */
  private static final Capacity WRAPPER =
      COMFYUI.withStreamRate(STANDARD / 0.4).withTtft(Duration.ofMillis(50));

  @ParameterizedTest
  @CsvSource({"runsync", "generate", "runpod"})
  void aWrapperIsMeasuredAsFastAsTheModelPredicts(String api) throws Exception {
    PluginRun run = PluginRun.of(new ComfyUiSync()).with("api", api);

    assertPredicted(run, WRAPPER, 3, STANDARD / (0.05 + 0.4));
  }

  @Test
  void plainComfyUiIsMeasuredAsFastAsTheModelPredicts() throws Exception {
    PluginRun run = PluginRun.of(new ComfyUiNative());

    Measurement measured = assertPredicted(run, COMFYUI, 3, STANDARD / SECONDS);
    // Of the simulator's own clock, which is never late, in whole milliseconds.
    assertThat(measured.details().get("executionMillis")).isBetween(1049.0, 1050.0);
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
    PluginRun three = run.with("runs", "1").with("concurrency", "3");

    Measurement measured = assertPredicted(three, COMFYUI, 3, STANDARD / SECONDS);
    // The second waits for one, the third for two; less by as much as they came later.
    assertThat(measured.details().get("queueMillis")).isBetween(800.0, 1050.0);
  }

  @Test
  void aLargerImageTakesAsMuchLongerAsItCostsMore() throws Exception {
    PluginRun run =
        PluginRun.of(new ComfyUiSync())
            .with("runs", "1")
            .with("width", "768")
            .with("height", "768");

    assertPredicted(run, COMFYUI, 1, 11_806.48 / (0.1 + 0.95 * 11_806.48 / STANDARD));
  }

  @Test
  void aFixedPriceIsWhatTheSimulatorWorksOff() throws Exception {
    PluginRun run =
        PluginRun.of(new ComfyUiNative()).with("workload", "fixed100").with("runs", "1");
    Capacity capacity = COMFYUI.withStreamRate(100 / 0.95);

    Measurement measured = assertPredicted(run, capacity, 1, 100 / SECONDS);

    assertThat(measured.unit()).isEqualTo("job-hundredths");
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
      try (BenchmarkRunner runner =
          BenchmarkRunner.open(plan, RunObserver.NONE, ClientProbe.UNKNOWN)) {
        CompletableFuture<?> measured = CompletableFuture.supplyAsync(runner::measure);
        await().until(() -> backend.books().others() > 2); // polls, after the job was started

        runner.interrupt("enough");

        await().until(() -> backend.books().count() + backend.books().others() > 3);
        await().until(() -> backend.books().list().stream().anyMatch(served -> served.cut()));
        measured.get();
      }
    }
  }

  @Test
  void aWorkflowOfLiteralsIsPricedAsTheSimulatorWorksItOff(@TempDir Path folder) throws Exception {
    String graph =
        """
        {"5": {"class_type": "EmptyLatentImage", "inputs": {"width": 768, "height": 768}},
         "3": {"class_type": "KSampler", "inputs": {"seed": "__RANDOM_INT__", "steps": 20}},
         "9": {"class_type": "SaveImage", "inputs": {}}}
        """;
    Path file = Files.writeString(folder.resolve("workflow.json"), graph);
    PluginRun run =
        PluginRun.of(new ComfyUiSync()).with("runs", "1").with("workflow", file.toString());

    assertPredicted(run, COMFYUI, 1, 11_806.48 / (0.1 + 0.95 * 11_806.48 / STANDARD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          runsync  | body       | no images came out: {"message":"simulated failure"}
          runpod   | body       | the backend answered 200 with an error: simulated failure
          generate | status:500 | status 500: {"id": "simulated", "status": "failed", "message": "simulated failure", "output": []}
          """)
  void aShareOfJobsFailsInTheFormOfTheWrapper(String api, String kind, String message)
      throws Exception {
    PluginRun run = PluginRun.of(new ComfyUiSync()).with("api", api);

    assertSomeFail(run, kind, message);
  }

  @Test
  void aShareOfPromptsFailsInTheHistory() throws Exception {
    assertSomeFail(
        PluginRun.of(new ComfyUiNative()), "body", "node 3 (KSampler) failed: simulated failure");
  }

  private static void assertSomeFail(PluginRun run, String kind, String message) throws Exception {
    Capacity half = COMFYUI.withStreamRate(1e6).withErrorRate(0.5).withSeed(3);

    Measurement measured = run.with("runs", "12").onSimulator(half);

    assertThat(measured.failures()).containsExactly(entry(kind, message));
    assertThat(measured.completed()).isBetween(2L, 10L);
    assertThat(measured.completed() + measured.failed()).isEqualTo(12);
  }

  /** Measure; once more if the machine was too busy. */
  private static Measurement assertPredicted(
      PluginRun run, Capacity capacity, long completed, double predicted) throws Exception {
    Measurement measured = run.onSimulator(capacity);
    if (measured.throughput().orElse(0) < LATE * predicted) {
      measured = run.onSimulator(capacity);
    }

    assertThat(measured.reason()).isEmpty();
    assertThat(measured.completed()).isEqualTo(completed);
    assertThat(measured.done()).isEqualTo(measured.declared());
    assertThat(measured.throughput().orElseThrow())
        .isBetween(LATE * predicted, EXACTLY * predicted);
    return measured;
  }
}
