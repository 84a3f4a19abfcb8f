package org.vespabench.comfyui;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;

/** Plays plain ComfyUI. Every path is there under {@code /api} as well. */
final class SimulatedComfyUi {
  private static final String HISTORY = "/history/";

  /** With it begins the id of a prompt that fails: ids are all that is remembered. */
  private static final String FAILED = "failed-";

  private static final String STATS =
      """
      {"system": {"os": "posix", "comfyui_version": "0.4.0", "python_version": "3.12.0 (simulated)",
       "pytorch_version": "2.9.0"},
       "devices": [{"name": "simulated", "type": "cpu", "index": 0}]}""";

  /** Only differences of times are of use, so the first may be any. */
  private static final long QUEUED_MILLIS = 1_700_000_000_000L;

  private final TestRequest request;
  private final SimulatedReply reply;

  SimulatedComfyUi(TestRequest request, SimulatedReply reply) {
    this.request = request;
    this.reply = reply;
  }

  SimulatedReply answer() {
    String path = request.path().split("\\?", 2)[0].replaceFirst("^/api(?=/)", "");
    return request.method().equals("POST") ? post(path) : get(path);
  }

  /** A prompt that fails is queued like any other; only its history tells. */
  SimulatedReply failure() {
    return reply.now(queued(FAILED + Integer.toHexString(request.body().hashCode())));
  }

  private SimulatedReply post(String path) {
    JsonObject body = Json.object(request.body()).orElseGet(JsonObject::new);
    return switch (path) {
      case ComfyUiNative.PATH -> prompt(body);
      case "/queue" -> reply.cancelJob(firstToDelete(body), "");
      case "/interrupt" -> reply.cancelJob(Json.text(body, "prompt_id"), "");
      // The pages of the user interface are below "/", so that any path takes GET.
      default -> reply.error(405, "405: Method Not Allowed");
    };
  }

  private SimulatedReply get(String path) {
    if (path.startsWith(HISTORY)) {
      String id = path.substring(HISTORY.length());
      if (id.startsWith(FAILED)) {
        return reply.now(failedHistory(id));
      }
      return reply.job(id, "{}", (queued, worked) -> history(id, queued, worked));
    }
    return switch (path) {
      case "/system_stats" -> reply.now(STATS);
      case "/models/checkpoints" -> reply.now("[\"model.safetensors\"]");
      case ComfyUiNative.PATH -> reply.now("{\"exec_info\": {\"queue_remaining\": 0}}");
      case "/queue" -> reply.now("{\"queue_running\": [], \"queue_pending\": []}");
      default -> reply.error(404, "404: Not Found");
    };
  }

  private SimulatedReply prompt(JsonObject body) {
    if (!(body.get("prompt") instanceof JsonObject graph)) {
      return reply.error(400, "{\"error\": \"no prompt\", \"node_errors\": []}");
    }
    Optional<JsonObject> refusal = SimulatedGraph.refusal(graph);
    return refusal.isPresent()
        ? reply.error(400, refusal.get().toString())
        : reply.startJob(SimulatedGraph.units(request, graph), SimulatedComfyUi::queued);
  }

  private static String queued(String id) {
    return "{\"prompt_id\": \"%s\", \"number\": 1, \"node_errors\": {}}".formatted(id);
  }

  private static String firstToDelete(JsonObject body) {
    for (JsonElement id : Json.array(body, "delete")) {
      return Json.text(id);
    }
    return "";
  }

  private static String failedHistory(String id) {
    return """
        {%1$s: {"prompt": [1, %1$s, {}, {"create_time": %2$d}, ["9"]], "outputs": {},
          "status": {"status_str": "error", "completed": false, "messages": [
            ["execution_start", {"prompt_id": %1$s, "timestamp": %2$d}],
            ["execution_error", {"prompt_id": %1$s, "node_id": "3", "node_type": "KSampler",
              "exception_type": "RuntimeError", "exception_message": "simulated failure",
              "timestamp": %2$d}]]}}}"""
        .formatted(TestRequest.quote(id), QUEUED_MILLIS);
  }

  /** The graph is forgotten, and with it which node saved the image: say, the standard one. */
  private static String history(String id, Duration queued, Duration worked) {
    long started = QUEUED_MILLIS + queued.toMillis();
    return """
        {%1$s: {"prompt": [1, %1$s, {}, {"create_time": %2$d}, ["9"]],
          "outputs": {"9": {"images": [
            {"filename": "ComfyUI_00001_.png", "subfolder": "", "type": "output"}]}},
          "status": {"status_str": "success", "completed": true, "messages": [
            ["execution_start", {"prompt_id": %1$s, "timestamp": %3$d}],
            ["execution_cached", {"nodes": ["4", "7"], "prompt_id": %1$s, "timestamp": %3$d}],
            ["execution_success", {"prompt_id": %1$s, "timestamp": %4$d}]]}}}"""
        .formatted(TestRequest.quote(id), QUEUED_MILLIS, started, started + worked.toMillis());
  }
}
