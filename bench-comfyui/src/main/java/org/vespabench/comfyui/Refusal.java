package org.vespabench.comfyui;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;

/** Says in one line what ComfyUI has against a workflow. */
final class Refusal {
  private static final int NODES_SHOWN = 3;

  private Refusal() {}

  /** From a reply to {@code POST /prompt}: each node's errors, or the error of the whole. */
  static String of(String body) {
    JsonObject json = Json.object(body).orElseGet(JsonObject::new);
    String nodes = nodes(json);
    if (!nodes.isEmpty()) {
      return nodes;
    }
    JsonElement error = json.get("error");
    return error == null ? BenchmarkException.excerpt(body) : text(error);
  }

  /** Each node that is wrong, and what to do; empty if there are none. */
  static String nodes(JsonObject reply) {
    List<Map.Entry<String, JsonElement>> nodes =
        Json.object(reply, "node_errors").entrySet().stream().toList();
    if (nodes.isEmpty()) {
      return "";
    }
    List<String> shown = nodes.stream().limit(NODES_SHOWN).map(Refusal::node).toList();
    int more = nodes.size() - shown.size();
    return String.join("; ", shown)
        + (more > 0 ? "; and %d nodes more".formatted(more) : "")
        + (isCheckpointMissing(nodes) ? ". Name a checkpoint that is there: --checkpoint" : "");
  }

  private static String node(Map.Entry<String, JsonElement> entry) {
    JsonObject node = entry.getValue() instanceof JsonObject object ? object : new JsonObject();
    String errors = String.join(", ", errors(node).map(Refusal::text).toList());
    return "node %s (%s): %s"
        .formatted(
            entry.getKey(),
            Json.text(node, "class_type"),
            errors.isEmpty() ? BenchmarkException.excerpt(entry.getValue().toString()) : errors);
  }

  private static Stream<JsonElement> errors(JsonObject node) {
    return StreamSupport.stream(Json.array(node, "errors").spliterator(), false);
  }

  private static boolean isCheckpointMissing(List<Map.Entry<String, JsonElement>> nodes) {
    return nodes.stream()
        .filter(entry -> entry.getValue() instanceof JsonObject)
        .flatMap(entry -> errors(entry.getValue().getAsJsonObject()))
        .anyMatch(error -> text(error).contains("ckpt_name"));
  }

  /** RunPod's worker tells details beside the error: a text, or a list of one for each node. */
  static String textWithDetails(JsonElement error, @Nullable JsonElement details) {
    if (details == null || details.isJsonNull()) {
      return text(error);
    }
    String told =
        details instanceof JsonArray list
            ? String.join("; ", list.asList().stream().map(Refusal::text).toList())
            : text(details);
    return text(error) + (told.isBlank() ? "" : ": " + BenchmarkException.excerpt(told));
  }

  /** An error may be a text, or an object with a message and details. */
  static String text(JsonElement error) {
    if (error instanceof JsonObject object) {
      String message = Json.text(object, "message");
      String details = Json.text(object, "details");
      String both = message + (details.isBlank() || message.isBlank() ? "" : ": ") + details;
      return BenchmarkException.excerpt(both.isBlank() ? object.toString() : both);
    }
    String text = Json.text(error);
    return BenchmarkException.excerpt(text.isEmpty() ? error.toString() : text);
  }
}
