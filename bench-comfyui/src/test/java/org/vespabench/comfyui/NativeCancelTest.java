package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.benchmark.BenchmarkRunner;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.measure.Result;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What ComfyUI is told when nobody waits for its image any more. */
@Timeout(60)
class NativeCancelTest {
  private static final String DELETE = "{\"delete\": [\"" + Histories.ID + "\"]}";
  private static final PluginRun ONE = PluginRun.of(new ComfyUiNative()).with("runs", "1");
  private static final String INTERRUPT = "{\"prompt_id\": \"" + Histories.ID + "\"}";

  @Test
  void anInterruptDeletesThePromptFromTheQueue() throws Exception {
    try (ScriptedBackend backend = Histories.backend(Histories.json("{}"))) {
      interruptWhileItWaits(backend);

      await().until(() -> !backend.requests("/queue").isEmpty());
      assertThat(backend.requests("/queue")).hasSize(1);
      assertThat(backend.requests("/queue").get(0).method()).isEqualTo("POST");
      assertThat(backend.requests("/queue").get(0).body()).isEqualTo(DELETE);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.4.0, 1", "0.18.1, 1", "1.0.0, 1", "v0.27.0, 1", "0.3.77, 0", "0.2.9, 0", "dev, 0"})
  void whatRunsIsInterruptedWhereThatStopsNothingElse(String version, int times) throws Exception {
    try (ScriptedBackend backend = Histories.backend(Histories.json("{}"))) {
      backend.on(
          "/system_stats",
          Histories.json("{'system':{'comfyui_version':'" + version + "'},'devices':[]}"));

      interruptWhileItWaits(backend);

      await().until(() -> !backend.requests("/queue").isEmpty());
      await().until(() -> backend.requests("/interrupt").size() == times);
      assertThat(backend.requests("/interrupt"))
          .allSatisfy(request -> assertThat(request.body()).isEqualTo(INTERRUPT));
    }
  }

  @Test
  void theTimeLimitDeletesThePromptAsWell() throws Exception {
    try (ScriptedBackend backend = Histories.backend(Histories.json("{}"));
        BenchmarkRunner runner = runner(backend, Map.of("timeout", "2s"))) {
      assertThat(runner.measure().reason()).contains("2 s");

      await().until(() -> !backend.requests("/queue").isEmpty());
      assertThat(backend.requests("/queue").get(0).body()).isEqualTo(DELETE);
      assertThat(backend.requests("/interrupt")).isEmpty();
    }
  }

  @Test
  void aHistoryThatCannotBeReadDeletesThePromptBeforeTheNextOne() throws Exception {
    ScriptedReply badGateway = ScriptedReply.html("<html>Bad Gateway</html>").withStatus(502);
    try (ScriptedBackend backend = Histories.backend(Histories.success(), badGateway)) {
      Measurement measured = ONE.with("runs", "2").against(backend.url());

      assertThat(measured.failures())
          .containsExactly(
              entry(
                  "body",
                  "/history answered 502 and does not tell of the prompt: <html>Bad"
                      + " Gateway</html>"));
      assertThat(measured.failed()).isEqualTo(2);
      assertThat(backend.requests("/queue")).hasSize(2);
      assertThat(backend.requests())
          .extracting(ReceivedRequest::path)
          .containsSubsequence("/prompt", "/queue", "/prompt", "/queue");
      assertThat(backend.requests("/queue").get(0).body()).isEqualTo(DELETE);
    }
  }

  @Test
  void aHistoryThatIsLostDeletesThePromptAndStopsIt() throws Exception {
    ScriptedReply lost = Histories.json("{}").cutAfter(1).thenReset();
    try (ScriptedBackend backend = Histories.backend(Histories.success(), lost)) {
      backend.on(
          "/system_stats", Histories.json("{'system':{'comfyui_version':'0.4.0'},'devices':[]}"));

      Measurement measured = ONE.against(backend.url());

      assertThat(measured.failures()).containsOnlyKeys("lost");
      assertThat(backend.requests("/queue")).hasSize(1);
      assertThat(backend.requests("/interrupt")).hasSize(1);
      assertThat(backend.requests("/interrupt").get(0).body()).isEqualTo(INTERRUPT);
    }
  }

  @Test
  void theFailureIsToldAlsoWhereThePromptCannotBeDeleted() throws Exception {
    ScriptedReply badGateway = Histories.json("{}").withStatus(502);
    try (ScriptedBackend backend = Histories.backend(Histories.success(), badGateway)) {
      backend.on("/queue", ScriptedReply.raw("").thenReset());

      assertThat(ONE.against(backend.url()).failures().get("body"))
          .startsWith("/history answered 502");
    }
  }

  @Test
  void aPromptOfWhichOnlyAPartRunsIsDeleted() throws Exception {
    try (ScriptedBackend backend = Histories.backend(Histories.success())) {
      backend.on(
          "/prompt",
          Histories.json(
              "{'prompt_id':'%s','node_errors':{'12':{'class_type':'SaveImage'}}}"
                  .formatted(Histories.ID)));

      assertThat(ONE.against(backend.url()).reason().orElseThrow())
          .contains("ComfyUI runs only a part of the workflow: node 12 (SaveImage)");
      assertThat(backend.requests("/queue").get(0).body()).isEqualTo(DELETE);
    }
  }

  @Test
  void aPromptThatEndedIsNotDeletedHoweverItEnded() throws Exception {
    try (ScriptedBackend backend = Histories.backend(Histories.ended("{}", "error", ""))) {
      assertThat(ONE.against(backend.url()).reason()).isPresent();

      assertThat(backend.requests("/queue")).isEmpty();
    }
  }

  private static void interruptWhileItWaits(ScriptedBackend backend) throws Exception {
    try (BenchmarkRunner runner = runner(backend, Map.of())) {
      runner.prepare();
      CompletableFuture<Result> measured = CompletableFuture.supplyAsync(runner::measure);
      await().until(() -> backend.requests("/history/" + Histories.ID).size() > 1);

      runner.interrupt("somebody pressed Ctrl-C");

      assertThat(measured.get().reason()).isEqualTo("somebody pressed Ctrl-C");
    }
  }

  private static BenchmarkRunner runner(ScriptedBackend backend, Map<String, String> settings) {
    HttpOptions http = HttpOptions.to(backend.url());
    RunPlan plan = RunPlan.of("run", new ComfyUiNative(), settings, http);
    return BenchmarkRunner.open(plan, RunObserver.NONE, ClientProbe.UNKNOWN);
  }
}
