package org.vespabench.runner.worker;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vespabench.runner.metrics.RequestOutcome;
import org.vespabench.runner.server.ServerReply;

/**
 * Is why the backend does not get a request.
 *
 * @param body a JSON object
 * @param headers beside that of its type
 */
record Refusal(RequestOutcome outcome, int status, String body, Map<String, String> headers) {
  /** Say why as {@code {"error": "…"}}. */
  static Refusal of(RequestOutcome outcome, int status, String why) {
    JsonObject body = new JsonObject();
    body.addProperty("error", why);
    return ofJson(outcome, status, body.toString());
  }

  static Refusal ofJson(RequestOutcome outcome, int status, String json) {
    return new Refusal(outcome, status, json, Map.of());
  }

  Refusal with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Refusal(outcome, status, body, more);
  }

  void answer(ServerReply reply) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/json");
    reply.send(status, all, body);
  }
}
