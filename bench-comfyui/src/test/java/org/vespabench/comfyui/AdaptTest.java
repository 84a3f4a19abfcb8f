package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What a wrapper's refusal leads to. */
class AdaptTest {
  private static final PluginRun ONE = PluginRun.of(new ComfyUiSync()).with("runs", "1");
  private static final ScriptedReply IMAGE =
      ScriptedReply.json("{\"status\": \"completed\", \"output\": [{\"filename\": \"1.png\"}]}");

  @ParameterizedTest
  @ValueSource(ints = {404, 405})
  void aWrapperWithoutRunsyncIsAskedInTheNewerForm(int status) throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend
          .on("/runsync", ScriptedReply.status(status, "{\"detail\": \"Not Found\"}"))
          .on("/generate/sync", IMAGE);

      Measurement measured = ONE.against(backend.url());

      assertThat(measured.completed()).isEqualTo(1);
      assertThat(backend.requests("/runsync")).hasSize(1);
      assertThat(backend.requests("/generate/sync")).hasSize(2);
    }
  }

  @Test
  void theFormThatTheUserGaveIsNotChanged() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on("/generate/sync", IMAGE);

      Measurement measured = ONE.with("api", "runsync").against(backend.url());

      assertThat(measured.reason().orElseThrow()).contains("status 404");
      assertThat(backend.requests("/generate/sync")).isEmpty();
    }
  }

  @Test
  void whoHasNeitherPathIsLikelyPlainComfyUi() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      Measurement measured = ONE.against(backend.url());

      assertThat(measured.reason())
          .contains(
              "the backend answered 404 to a request of the form --api generate: it has no such"
                  + " path. Plain ComfyUI, usually on port 8188, is measured with"
                  + " benchmarks.comfyui:native; for another wrapper give --api or --path");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 422, 500, 503})
  void otherRefusalsAreNoneOfThePaths(int status) throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on("/runsync", ScriptedReply.status(status, "{}")).on("/generate/sync", IMAGE);

      Measurement measured = ONE.against(backend.url());

      assertThat(measured.reason().orElseThrow()).contains("status " + status);
      assertThat(backend.requests("/generate/sync")).isEmpty();
    }
  }
}
