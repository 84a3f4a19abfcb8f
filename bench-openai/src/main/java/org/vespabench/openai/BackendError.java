package org.vespabench.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vespabench.api.BenchmarkException;

/** Finds an error in a reply whose status says that all is well. */
final class BackendError {
  /** TGI has the first. The second is the status in vLLM, SGLang and gateways, else a word. */
  private static final List<String> STATUSES = List.of("http_status_code", "code");

  private BackendError() {}

  /**
   * Let a reply without an error pass.
   *
   * @throws BenchmarkException if it has one; it says what the backend complains about, and is of
   *     the status that the error names, if it does
   */
  static void check(JsonObject reply) {
    Optional<JsonElement> found = in(reply);
    if (found.isEmpty()) {
      return;
    }
    String message = BenchmarkException.excerpt(message(found.get()));
    OptionalInt status = status(found.get());
    if (status.isEmpty()) {
      throw new BenchmarkException("the backend answered 200 with an error: " + message);
    }
    throw BenchmarkException.ofStatus(
        status.getAsInt(),
        "the backend answered 200 with the error %d: %s".formatted(status.getAsInt(), message));
  }

  private static Optional<JsonElement> in(JsonObject reply) {
    JsonElement error = reply.get("error");
    if (error != null && !isNothing(error)) {
      return Optional.of(error);
    }
    // Older versions of vLLM, and SGLang, put the error's fields at the top.
    return Json.text(reply, "object").equals("error") ? Optional.of(reply) : Optional.empty();
  }

  /** Some backends send the field with every chunk, and nothing in it. */
  private static boolean isNothing(JsonElement error) {
    return error.isJsonNull() || (Json.isText(error) && error.getAsString().isBlank());
  }

  private static OptionalInt status(JsonElement error) {
    if (error instanceof JsonObject object) {
      for (String name : STATUSES) {
        JsonElement value = object.get(name);
        // LiteLLM quotes it.
        String text = value != null && value.isJsonPrimitive() ? value.getAsString() : "";
        if (text.matches("[45]\\d\\d")) {
          return OptionalInt.of(Integer.parseInt(text));
        }
      }
    }
    return OptionalInt.empty();
  }

  private static String message(JsonElement error) {
    if (error instanceof JsonObject object && !Json.text(object, "message").isBlank()) {
      return Json.text(object, "message");
    }
    return Json.isText(error) ? error.getAsString() : error.toString();
  }
}
