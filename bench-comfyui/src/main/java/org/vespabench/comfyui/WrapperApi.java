package org.vespabench.comfyui;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.vespabench.api.Settings;

/**
 * The forms in which wrappers take a workflow. {@code /runsync} is the name of two of them, which
 * differ in the field.
 */
enum WrapperApi {
  /** Vast's older model server. */
  RUNSYNC("runsync", "/runsync", "workflow_json"),

  /** ai-dock's comfyui-api-wrapper, which has no {@code /runsync}. */
  GENERATE("generate", "/generate/sync", "workflow_json"),

  /** RunPod's worker-comfyui. */
  RUNPOD("runpod", "/runsync", "workflow");

  private final String word;
  private final String path;
  private final String field;

  WrapperApi(String word, String path, String field) {
    this.word = word;
    this.path = path;
    this.field = field;
  }

  static String[] words() {
    return Arrays.stream(values()).map(WrapperApi::word).toArray(String[]::new);
  }

  static WrapperApi of(Settings settings) {
    String word = settings.get(ComfyUiSettings.API);
    return Arrays.stream(values()).filter(api -> api.word.equals(word)).findFirst().orElseThrow();
  }

  String word() {
    return word;
  }

  String path() {
    return path;
  }

  String field() {
    return field;
  }

  /** Write the body of a request. */
  String body(JsonObject graph, RandomGenerator random) {
    JsonObject input = new JsonObject();
    if (this == GENERATE) {
      // The wrapper keeps what it answered under this id for hours.
      input.addProperty("request_id", "benchmark-" + random.nextLong(1, Long.MAX_VALUE));
    }
    input.add(field, graph);
    JsonObject body = new JsonObject();
    body.add("input", input);
    return body.toString();
  }
}
