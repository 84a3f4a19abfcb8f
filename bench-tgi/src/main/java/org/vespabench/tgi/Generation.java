package org.vespabench.tgi;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Output;

/**
 * Is what TGI answers: a whole reply, one event of a stream, or an error in the place of either.
 *
 * @param token of an event, each of which has one
 * @param generatedText of a whole reply, and of the last event of a stream
 * @param details beside {@code generatedText}, only if they were asked for
 * @param error a text, also in a reply of status 200; of any type where something else answers
 * @param errorType a word such as {@code overloaded}; older versions leave it out
 */
record Generation(
    @Nullable Token token,
    @Nullable String generatedText,
    @Nullable Details details,
    @Nullable JsonElement error,
    @Nullable String errorType) {

  /**
   * One token.
   *
   * @param text empty while its character is not complete yet
   * @param special whether it is a mark such as the end of the sequence, and no text
   */
  record Token(@Nullable String text, @Nullable Boolean special) {}

  /**
   * What was done.
   *
   * @param finishReason {@code length}, {@code eos_token} or {@code stop_sequence}
   * @param generatedTokens the end of the sequence included
   * @param inputLength in tokens; streams only, and not in older versions
   */
  record Details(
      @Nullable String finishReason, @Nullable Long generatedTokens, @Nullable Long inputLength) {}

  /**
   * Read one event of a stream.
   *
   * @throws JsonParseException if it is none
   */
  static Generation parseEvent(String data) {
    return TgiJson.read(data, Generation.class);
  }

  /**
   * Read a whole reply. The path {@code /} wraps it in a list.
   *
   * @throws JsonParseException if it is none
   */
  static Generation parseReply(String body) {
    if (!body.stripLeading().startsWith("[")) {
      return TgiJson.read(body, Generation.class);
    }
    @Nullable Generation[] all = TgiJson.read(body, Generation[].class);
    if (all.length != 1 || all[0] == null) {
      throw new JsonParseException("not a list of one reply");
    }
    return all[0];
  }

  /**
   * Let a reply without an error pass. A status of 200 proves nothing: in streams it is sent before
   * the request is looked at.
   *
   * @throws BenchmarkException if it has one; with the status that the error has where nothing is
   *     streamed
   */
  void check() {
    if (error == null || error.isJsonNull()) {
      return;
    }
    String text = error.isJsonPrimitive() ? error.getAsString() : error.toString();
    OptionalInt status = status(errorType);
    if (status.isEmpty()) {
      String type = errorType == null ? "an error" : "the error " + errorType;
      throw new BenchmarkException(message(type, text));
    }
    String name = "the error %d %s".formatted(status.getAsInt(), errorType);
    throw BenchmarkException.ofStatus(status.getAsInt(), message(name, text));
  }

  private static String message(String name, String text) {
    return "the backend answered 200 with " + BenchmarkException.excerpt(name + ": " + text);
  }

  private static OptionalInt status(@Nullable String type) {
    return switch (type == null ? "" : type) {
      case "validation", "template_error", "missing_template_variable", "tool_error" ->
          OptionalInt.of(422);
      case "generation" -> OptionalInt.of(424);
      case "overloaded" -> OptionalInt.of(429);
      case "incomplete_generation", "incomplete_generation_stream", "stream_serialization_error" ->
          OptionalInt.of(500);
      default -> OptionalInt.empty();
    };
  }

  /** What a user sees of an event. */
  Output output() {
    boolean isText =
        token != null
            && token.text() != null
            && !token.text().isEmpty()
            && !Boolean.TRUE.equals(token.special());
    return isText ? Output.ANSWER : Output.NONE;
  }

  boolean isComplete() {
    return generatedText != null;
  }
}
