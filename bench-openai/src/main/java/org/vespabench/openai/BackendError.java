package org.vespabench.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;
import org.vespabench.api.BenchmarkException;

/** Finds an error in a reply whose status says that all is well. */
final class BackendError {
  private BackendError() {}

  /** What the backend complains about, or empty if it does not. */
  static Optional<String> in(JsonObject reply) {
    JsonElement error = reply.get("error");
    if (error != null && !isNothing(error)) {
      return Optional.of(BenchmarkException.excerpt(message(error)));
    }
    // Older versions of vLLM put the error's fields at the top.
    return Json.text(reply, "object").equals("error")
        ? Optional.of(BenchmarkException.excerpt(message(reply)))
        : Optional.empty();
  }

  /** Some backends send the field with every chunk, and nothing in it. */
  private static boolean isNothing(JsonElement error) {
    return error.isJsonNull() || (Json.isText(error) && error.getAsString().isBlank());
  }

  private static String message(JsonElement error) {
    if (error instanceof JsonObject object && !Json.text(object, "message").isBlank()) {
      return Json.text(object, "message");
    }
    return Json.isText(error) ? error.getAsString() : error.toString();
  }
}
