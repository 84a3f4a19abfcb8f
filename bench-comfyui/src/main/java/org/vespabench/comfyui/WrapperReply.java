package org.vespabench.comfyui;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Work;

/**
 * Reads the reply of a wrapper, of any kind. Success is that images came out: wrappers send
 * failures with status 200 too, and a failure is fast, so it would count as a very fast success.
 */
final class WrapperReply {
  private static final Set<String> FAILED =
      Set.of("failed", "error", "cancelled", "canceled", "timed_out", "timeout");

  /** RunPod answers so after 90 seconds, ai-dock's wrapper to its asynchronous path. */
  private static final Set<String> UNFINISHED =
      Set.of("queued", "in_queue", "in_progress", "processing", "generating", "generated");

  private static final List<String> FILE = List.of("filename", "local_path", "url", "data");

  private WrapperReply() {}

  /**
   * Tell the work done.
   *
   * @throws BenchmarkException if no images came out
   */
  static Work work(HttpReply reply) {
    JsonObject body = body(reply);
    refuseError(reply, body.get("error"));
    String status = Json.text(body, "status");
    refuseStatus(status, body);
    if (body.get("output") instanceof JsonObject output) {
      refuseError(reply, output.get("error"));
    }
    if (images(body.get("output")).noneMatch(WrapperReply::isFile)) {
      throw new BenchmarkException("no images came out: " + excerpt(body));
    }
    refuseCached(Json.object(body, "comfyui_response"));
    return described(body);
  }

  private static JsonObject body(HttpReply reply) {
    if (reply.body().isBlank()) {
      throw new BenchmarkException(
          "the backend answered %d without a body".formatted(reply.status()));
    }
    return Json.object(reply.body())
        .orElseThrow(
            () ->
                new BenchmarkException(
                    "the reply is not a JSON object: " + BenchmarkException.excerpt(reply.body())));
  }

  private static void refuseError(HttpReply reply, @Nullable JsonElement error) {
    if (error != null && !isNothing(error)) {
      throw new BenchmarkException(
          "the backend answered %d with an error: %s"
              .formatted(reply.status(), Refusal.text(error)));
    }
  }

  /** Some send the field always, and nothing in it. */
  private static boolean isNothing(JsonElement error) {
    return error.isJsonNull()
        || error.equals(new JsonPrimitive(false))
        || error.equals(new JsonPrimitive(""))
        || (error instanceof JsonObject object && object.isEmpty())
        || (error instanceof JsonArray array && array.isEmpty());
  }

  private static void refuseStatus(String status, JsonObject body) {
    String word = status.toLowerCase(Locale.ROOT);
    if (FAILED.contains(word)) {
      String message = Json.text(body, "message");
      throw new BenchmarkException(
          "the job ended with the status %s: %s"
              .formatted(
                  status, message.isBlank() ? excerpt(body) : BenchmarkException.excerpt(message)));
    }
    if (UNFINISHED.contains(word)) {
      throw new BenchmarkException(
          "the backend answered before the job was done, with the status " + status);
    }
  }

  /** A list in ai-dock's wrapper, an object with a list in the others. */
  private static Stream<JsonElement> images(@Nullable JsonElement output) {
    JsonArray images =
        output instanceof JsonObject object
            ? Json.array(object, "images")
            : output instanceof JsonArray array ? array : new JsonArray();
    return images.asList().stream();
  }

  private static boolean isFile(JsonElement image) {
    return image instanceof JsonObject object
        ? FILE.stream().anyMatch(name -> !Json.text(object, name).isBlank())
        : !Json.text(image).isBlank();
  }

  /** Where the wrapper passes ComfyUI's history on. */
  private static void refuseCached(JsonObject response) {
    for (JsonElement element : response.asMap().values()) {
      if (element instanceof JsonObject entry) {
        new History(entry).refuseCached();
      }
    }
  }

  private static Work described(JsonObject body) {
    JsonObject timings = Json.object(body, "timings");
    Work work = Work.asDeclared();
    // ai-dock's wrapper looks at its jobs every half second, so our own time is as coarse.
    work = with(work, "backendMillis", Json.number(timings, "total_ms"));
    work = with(work, "executionMillis", Json.number(timings, "generation_ms"));
    work = with(work, "queueMillis", Json.number(body, "delayTime"));
    return with(work, "executionMillis", Json.number(body, "executionTime"));
  }

  private static Work with(Work work, String name, OptionalDouble millis) {
    return millis.isPresent() ? work.detail(name, millis.getAsDouble()) : work;
  }

  private static String excerpt(JsonObject body) {
    return BenchmarkException.excerpt(body.toString());
  }
}
