package org.vespabench.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/** Finds an error in a reply whose status says that all is well. */
final class BackendError {
  private static final int EXCERPT_LENGTH = 200;

  private BackendError() {}

  /** What the backend complains about, or empty if it does not. */
  static Optional<String> in(JsonObject reply) {
    JsonElement error = reply.get("error");
    if (error != null && !isNothing(error)) {
      return Optional.of(excerpt(message(error)));
    }
    // Older versions of vLLM put the error's fields at the top.
    return Json.text(reply, "object").equals("error")
        ? Optional.of(excerpt(message(reply)))
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

  /** The first characters of a text, in one line. */
  static String excerpt(String text) {
    String start = text.substring(0, Math.min(text.length(), 2 * EXCERPT_LENGTH));
    String line = start.strip().replaceAll("\\s+", " ");
    boolean cut = text.length() > start.length() || line.length() > EXCERPT_LENGTH;
    return cut ? line.substring(0, Math.min(line.length(), EXCERPT_LENGTH)) + "…" : line;
  }
}
