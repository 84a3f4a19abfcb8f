package org.vespabench.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;
import org.vespabench.api.BenchmarkException;

/** Finds an error in a reply whose status says that all is well. */
final class BackendError {
  private BackendError() {}

  /**
   * Let a reply without an error pass.
   *
   * @throws BenchmarkException if it has one; it says what the backend complains about
   */
  static void check(JsonObject reply) {
    Optional<String> error = in(reply);
    if (error.isPresent()) {
      throw new BenchmarkException("the backend answered 200 with an error: " + error.get());
    }
  }

  private static Optional<String> in(JsonObject reply) {
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
