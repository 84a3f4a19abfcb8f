package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What plain ComfyUI says that it is. */
class NativeIdentityTest {
  private static final String STATS =
      """
      {"system": {"os": "posix", "ram_free": 5, "comfyui_version": "0.3.40", "argv": ["main.py"],
         "python_version": "3.12.3 (main, Feb  4 2025) [GCC 13.3.0]",
         "pytorch_version": "2.7.0+cu128"},
       "devices": [{"name": "cuda:0 NVIDIA GeForce RTX 4090", "vram_free": 5}, {"name": "cpu"}]}
      """;

  @Test
  void versionsAndDevicesAreKeptAndWhatChangesIsNot() throws Exception {
    assertThat(identity(ScriptedReply.json(STATS), ScriptedReply.json("[\"a.ckpt\", \"b.ckpt\"]")))
        .isEqualTo(
            Map.of(
                "comfyui", "0.3.40",
                "python", "3.12.3",
                "pytorch", "2.7.0+cu128",
                "devices", "cuda:0 NVIDIA GeForce RTX 4090, cpu"));
  }

  @Test
  void theOnlyCheckpointIsTheOneToUse() throws Exception {
    try (ScriptedBackend backend = Histories.backend(Histories.success())) {
      backend.on("/models/checkpoints", ScriptedReply.json("[\"sd15.safetensors\"]"));

      Measurement measured =
          PluginRun.of(new ComfyUiNative()).with("runs", "1").against(backend.url());

      assertThat(measured.identity()).isEqualTo(Map.of("checkpoint", "sd15.safetensors"));
      assertThat(backend.requests("/prompt"))
          .hasSize(2)
          .allMatch(request -> request.body().contains("\"ckpt_name\":\"sd15.safetensors\""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "",
        "[]",
        "[5]",
        "{\"system\": [], \"devices\": {}}",
        "{\"system\": {\"comfyui_version\": 5, \"python_version\": null}, \"devices\": [5, {}]}"
      })
  void whatIsNotToldIsAbsent(String body) throws Exception {
    assertThat(identity(ScriptedReply.json(body), ScriptedReply.json(body))).isEmpty();
  }

  private static Map<String, String> identity(ScriptedReply stats, ScriptedReply checkpoints)
      throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on("/system_stats", stats).on("/models/checkpoints", checkpoints);
      return PluginRun.of(new ComfyUiNative()).against(backend.url()).identity();
    }
  }
}
