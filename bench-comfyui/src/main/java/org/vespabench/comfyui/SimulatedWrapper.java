package org.vespabench.comfyui;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;

/** Plays wrappers around ComfyUI, each of which has one of these forms only. */
final class SimulatedWrapper {
  private static final String FILE =
      "\"filename\": \"ComfyUI_00001_.png\", \"local_path\": \"/output/ComfyUI_00001_.png\"";

  /** Not a picture, but base64. */
  private static final String DATA = "c2ltdWxhdGVk";

  private final TestRequest request;
  private final SimulatedReply reply;

  SimulatedWrapper(TestRequest request, SimulatedReply reply) {
    this.request = request;
    this.reply = reply;
  }

  SimulatedReply answer() {
    String path = request.path().split("\\?", 2)[0];
    boolean isHealth = path.equals("/health");
    if (!isHealth && !path.equals("/runsync") && !path.equals("/generate/sync")) {
      return reply.error(404, "{\"detail\": \"Not Found\"}");
    }
    if (!request.method().equals(isHealth ? "GET" : "POST")) {
      return reply.error(405, "{\"detail\": \"Method Not Allowed\"}");
    }
    if (isHealth) {
      return reply.now("{\"status\": \"healthy\"}");
    }
    JsonObject body = Json.object(request.body()).orElseGet(JsonObject::new);
    return body.get("input") instanceof JsonObject input
        ? (path.equals("/runsync") ? runsync(input) : generate(input))
        : missing("input");
  }

  /** Fail a request that would have been answered, as its kind of wrapper does. */
  SimulatedReply failure() {
    JsonObject body = Json.object(request.body()).orElseGet(JsonObject::new);
    boolean isRunPod = Json.object(body, "input").has(WrapperApi.RUNPOD.field());
    WrapperApi api =
        request.path().startsWith(WrapperApi.GENERATE.path())
            ? WrapperApi.GENERATE
            : isRunPod ? WrapperApi.RUNPOD : WrapperApi.RUNSYNC;
    return failed(api, "simulated failure");
  }

  private SimulatedReply runsync(JsonObject input) {
    if (input.get(WrapperApi.RUNPOD.field()) instanceof JsonObject graph) {
      return runpod(graph);
    }
    if (!(input.get(WrapperApi.RUNSYNC.field()) instanceof JsonObject graph)) {
      return missing(WrapperApi.RUNSYNC.field());
    }
    Optional<JsonObject> refusal = SimulatedGraph.refusal(graph);
    return refusal.isPresent()
        ? failed(WrapperApi.RUNSYNC, refusal.get())
        : work(graph, (queued, worked) -> "{\"output\": {\"images\": [{%s}]}}".formatted(FILE));
  }

  private SimulatedReply runpod(JsonObject graph) {
    Optional<JsonObject> refusal = SimulatedGraph.refusal(graph);
    return refusal.isPresent()
        ? failed(WrapperApi.RUNPOD, refusal.get())
        : work(
            graph,
            (queued, worked) ->
                """
                {"id": "simulated", "status": "COMPLETED", "delayTime": %d, "executionTime": %d,
                 "output": {"images": [
                   {"filename": "ComfyUI_00001_.png", "type": "base64", "data": "%s"}]}}"""
                    .formatted(queued.toMillis(), worked.toMillis(), DATA));
  }

  private SimulatedReply generate(JsonObject input) {
    JsonElement graph = input.get(WrapperApi.GENERATE.field());
    boolean isModified = !Json.text(input, "modifier").isEmpty();
    if (graph instanceof JsonObject == isModified) {
      return missing(WrapperApi.GENERATE.field());
    }
    return generated(isModified ? modified(input) : graph.getAsJsonObject());
  }

  /** A graph of its own with what is to be modified in it: enough to price it. */
  private static JsonObject modified(JsonObject input) {
    JsonObject changed = Json.object(input, "modifications");
    JsonObject graph = new JsonObject();
    for (String type : new String[] {"EmptyLatentImage", "SaveImage"}) {
      JsonObject node = new JsonObject();
      node.addProperty("class_type", type);
      node.add("inputs", changed);
      graph.add(type, node);
    }
    return graph;
  }

  private SimulatedReply generated(JsonObject graph) {
    Optional<JsonObject> refusal = SimulatedGraph.refusal(graph);
    return refusal.isPresent()
        ? failed(WrapperApi.GENERATE, refusal.get())
        : work(
            graph,
            (queued, worked) ->
                """
                {"id": "simulated", "status": "completed", "message": "Processing complete.",
                 "comfyui_response": {}, "output": [{%s, "subfolder": "", "type": "output",
                   "node_id": "9", "output_type": "images"}],
                 "timings": {"generation_ms": %d, "total_ms": %d}}"""
                    .formatted(FILE, worked.toMillis(), queued.plus(worked).toMillis()));
  }

  private SimulatedReply work(JsonObject graph, BiFunction<Duration, Duration, String> body) {
    return reply.work(SimulatedGraph.units(request, graph), body);
  }

  private SimulatedReply missing(String field) {
    return reply.error(
        422,
        """
        {"detail": [{"type": "missing", "loc": ["body", "%s"], "msg": "Field required"}]}"""
            .formatted(field));
  }

  private SimulatedReply failed(WrapperApi api, JsonObject refusal) {
    return failed(api, Refusal.of(refusal.toString()));
  }

  private SimulatedReply failed(WrapperApi api, String message) {
    String quoted = TestRequest.quote(message);
    return switch (api) {
      case RUNSYNC -> reply.now("{\"message\": %s}".formatted(quoted));
      case RUNPOD ->
          reply.now(
              "{\"id\": \"simulated\", \"status\": \"FAILED\", \"error\": %s}".formatted(quoted));
      case GENERATE ->
          reply.error(
              500,
              "{\"id\": \"simulated\", \"status\": \"failed\", \"message\": %s, \"output\": []}"
                  .formatted(quoted));
    };
  }
}
