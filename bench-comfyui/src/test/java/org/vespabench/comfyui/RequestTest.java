package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.TestRequest;
import org.vespabench.testkit.PluginRun;

/** The form of a request. */
class RequestTest {
  private static final PluginRun WRAPPER = PluginRun.of(new ComfyUiSync());

  @ParameterizedTest
  @CsvSource({"runsync, /runsync, workflow_json", "runpod, /runsync, workflow"})
  void theGraphIsTheOnlyInput(String api, String path, String field) {
    TestRequest request = WRAPPER.with("api", api).request(0);

    assertThat(request).hasToString("POST " + path);
    assertThat(body(request).keySet()).containsExactly("input");
    JsonObject input = body(request).getAsJsonObject("input");
    assertThat(input.keySet()).containsExactly(field);
    assertThat(input.getAsJsonObject(field).keySet())
        .containsExactly("3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  void runsyncIsTheDefault() {
    assertThat(WRAPPER.request(0).body())
        .isEqualTo(WRAPPER.with("api", "runsync").request(0).body());
  }

  @Test
  void theNewerWrapperGetsAnIdForEachRequest() {
    PluginRun run = WRAPPER.with("api", "generate");

    assertThat(run.request(0)).hasToString("POST /generate/sync");
    JsonObject input = body(run.request(0)).getAsJsonObject("input");
    assertThat(input.keySet()).containsExactly("request_id", "workflow_json");
    assertThat(input.get("request_id").getAsString())
        .matches("benchmark-\\d+")
        .isNotEqualTo(
            body(run.request(1)).getAsJsonObject("input").get("request_id").getAsString());
  }

  @Test
  void plainComfyUiGetsTheGraphAsThePrompt() {
    TestRequest request = PluginRun.of(new ComfyUiNative()).request(0);

    assertThat(request).hasToString("POST /prompt");
    assertThat(body(request).keySet()).containsExactly("prompt");
  }

  @Test
  void theWarmUpIsAJobOfTheSameSize() {
    assertThat(WRAPPER.warmUpRequest().declared()).isEqualTo(WRAPPER.request(0).declared());
    assertThat(WRAPPER.warmUpRequest()).hasToString("POST /runsync");
  }

  @Test
  void aFixedPriceIsToldAsNewerClientsDo() {
    assertThat(WRAPPER.with("workload", "fixed100").request(0).headers())
        .containsOnlyKeys("X-Serverless-Cost")
        .containsEntry("X-Serverless-Cost", "100.0");
    assertThat(WRAPPER.request(0).headers()).isEmpty();
  }

  private static JsonObject body(TestRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject();
  }
}
