package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What a server says about itself. */
class IdentityTest {
  @Test
  void infoTellsTheModelAndWhatLimitsIt() throws Exception {
    String info =
        """
        {"model_id": "org/model", "model_sha": "e985a63", "model_pipeline_tag": "text-generation",
         "max_concurrent_requests": 128, "max_best_of": 2, "max_stop_sequences": 4,
         "max_input_tokens": 4095, "max_total_tokens": 4096, "validation_workers": 2,
         "max_client_batch_size": 4, "router": "text-generation-router", "version": "3.0.1",
         "sha": "bb9095a", "docker_label": "sha-bb9095a"}
        """;

    assertThat(identity(ScriptedReply.json(info)))
        .containsOnly(
            entry("model", "org/model"),
            entry("modelSha", "e985a63"),
            entry("version", "3.0.1"),
            entry("versionSha", "bb9095a"),
            entry("dockerLabel", "sha-bb9095a"),
            entry("maxInputTokens", "4095"),
            entry("maxTotalTokens", "4096"),
            entry("maxConcurrentRequests", "128"));
  }

  @Test
  void anOlderVersionTellsItByOtherNamesAndWithoutWhatItFoundByTrying() throws Exception {
    String info =
        """
        {"model_id": "/data/model", "model_sha": null, "model_dtype": "torch.float16",
         "model_device_type": "cuda", "max_input_length": 1024, "max_total_tokens": 2048,
         "waiting_served_ratio": 1.2, "max_batch_total_tokens": 31999, "version": "1.4.0",
         "sha": null, "docker_label": null}
        """;

    assertThat(identity(ScriptedReply.json(info)))
        .containsOnly(
            entry("model", "/data/model"),
            entry("modelDtype", "torch.float16"),
            entry("version", "1.4.0"),
            entry("maxInputTokens", "1024"),
            entry("maxTotalTokens", "2048"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<html>TGI</html>", "[]", "{\"model_id\": [1]}", "{\"model_id\":\"\"}"})
  void whatIsOddIsAbsent(String info) throws Exception {
    assertThat(identity(ScriptedReply.json(info))).isEmpty();
  }

  @Test
  void aRefusalIsNoIdentity() throws Exception {
    String info = "{\"model_id\": \"org/model\"}";

    assertThat(identity(ScriptedReply.status(503, info))).isEmpty();
  }

  @Test
  void aServerThatCannotTellIsMeasuredAllTheSame() throws Exception {
    assertThat(identity(ScriptedReply.raw("").thenReset())).isEmpty();
  }

  private static Map<String, String> identity(ScriptedReply info) throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on("/info", info);
      backend.on("/generate", ScriptedReply.json("{\"generated_text\":\"a\"}"));
      PluginRun run = PluginRun.of(new TgiGenerate()).with("runs", "1").with("concurrency", "1");
      Map<String, String> identity = run.against(backend.url()).identity();
      assertThat(backend.requests()).extracting(ReceivedRequest::path).contains("/generate");
      return identity;
    }
  }
}
