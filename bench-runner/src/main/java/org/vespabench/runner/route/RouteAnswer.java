package org.vespabench.runner.route;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.vespabench.api.BenchmarkException;

/**
 * What an autoscaler answers to a request for a worker.
 *
 * @param worker the worker's URL; empty if none is ready
 * @param authData what the worker is shown, each value as the autoscaler wrote it: numbers are
 *     signed as text, so that 500 and 500.0 are not the same
 * @param requestIndex names the request when it asks again; JSON null if there is none
 * @param status what the autoscaler says about its workers where none is ready
 */
record RouteAnswer(String worker, JsonObject authData, JsonElement requestIndex, String status) {
  private static final List<String> SIGNED =
      List.of("cost", "endpoint", "reqnum", "request_idx", "signature", "url");

  /**
   * Read it.
   *
   * @throws BenchmarkException if it is not an answer that a worker can be found by
   */
  static RouteAnswer parse(String body) {
    JsonObject json = object(body);
    JsonElement given = json.get("request_idx");
    JsonElement index = given instanceof JsonPrimitive ? given : JsonNull.INSTANCE;
    if (text(json.get("url")).isEmpty()) {
      String status = text(json.get("status"));
      return new RouteAnswer(
          "", new JsonObject(), index, status.isEmpty() ? text(json.get("error_msg")) : status);
    }
    JsonObject authData = new JsonObject();
    for (String name : SIGNED) {
      JsonElement value = json.get(name);
      if (value == null || !value.isJsonPrimitive()) {
        throw new BenchmarkException(
            "the autoscaler names a worker, but gives no %s: %s"
                .formatted(name, BenchmarkException.excerpt(body)));
      }
      authData.add(name, value);
    }
    return new RouteAnswer(text(json.get("url")), authData, index, "");
  }

  private static JsonObject object(String body) {
    try {
      if (JsonParser.parseString(body) instanceof JsonObject json) {
        return json;
      }
    } catch (JsonParseException e) {
      // Told below, with what came.
    }
    throw new BenchmarkException(
        "the autoscaler did not answer with a JSON object: " + BenchmarkException.excerpt(body));
  }

  private static String text(JsonElement value) {
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
