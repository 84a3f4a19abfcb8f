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
  /** In some kinds in capitals. No other word has been seen beside images that are new. */
  private static final Set<String> SUCCESSFUL = Set.of("completed", "success");

  /** RunPod answers so after 90 seconds, ai-dock's wrapper to its asynchronous path. */
  private static final Set<String> UNFINISHED =
      Set.of("queued", "in_queue", "in_progress", "processing", "generating", "generated");

  /** What ai-dock's wrapper calls them; it lists texts and sounds that a workflow made as well. */
  private static final String IMAGES = "images";

  private static final List<String> FILE = List.of("filename", "local_path", "url", "data");

  private WrapperReply() {}

  /**
   * Tell the work done.
   *
   * @throws BenchmarkException if no images came out
   */
  static Work work(HttpReply reply) {
    JsonObject body = body(reply);
    refuseError(reply, body);
    refuseStatus(body.get("status"), body);
    JsonObject output = Json.object(body, "output");
    refuseError(reply, output);
    refuseHistories(Json.object(body, "comfyui_response"));
    if (images(body.get("output")).noneMatch(WrapperReply::isImage)) {
      throw new BenchmarkException("no images came out: " + excerpt(body));
    }
    refuseStatus(output.get("status"), body);
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

  private static void refuseError(HttpReply reply, JsonObject told) {
    JsonElement error = told.get("error");
    if (error != null && !isNothing(error)) {
      throw new BenchmarkException(
          "the backend answered %d with an error: %s"
              .formatted(reply.status(), Refusal.textWithDetails(error, told.get("details"))));
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

  private static void refuseStatus(@Nullable JsonElement status, JsonObject body) {
    if (status == null || status.isJsonNull()) {
      return; // Vast's older model server has none
    }
    String word = Json.text(status).toLowerCase(Locale.ROOT);
    if (SUCCESSFUL.contains(word)) {
      return;
    }
    String told =
        BenchmarkException.excerpt(word.isEmpty() ? status.toString() : Json.text(status));
    if (UNFINISHED.contains(word)) {
      throw new BenchmarkException(
          "the backend answered before the job was done, with the status " + told);
    }
    String message = Json.text(body, "message");
    throw new BenchmarkException(
        "the job ended with the status %s: %s"
            .formatted(
                told, message.isBlank() ? excerpt(body) : BenchmarkException.excerpt(message)));
  }

  /** A list in ai-dock's wrapper, an object with a list in the others. */
  private static Stream<JsonElement> images(@Nullable JsonElement output) {
    JsonArray images =
        output instanceof JsonObject object
            ? Json.array(object, IMAGES)
            : output instanceof JsonArray array ? array : new JsonArray();
    return images.asList().stream();
  }

  private static boolean isImage(JsonElement output) {
    return output instanceof JsonObject object
        ? isOfImages(object.get("output_type"))
            && FILE.stream().anyMatch(name -> !Json.text(object, name).isBlank())
        : !Json.text(output).isBlank();
  }

  private static boolean isOfImages(@Nullable JsonElement type) {
    return type == null || type.isJsonNull() || Json.text(type).equalsIgnoreCase(IMAGES);
  }

  /** Where the wrapper passes ComfyUI's history on. */
  private static void refuseHistories(JsonObject response) {
    for (JsonElement element : response.asMap().values()) {
      if (element instanceof JsonObject entry) {
        History history = new History(entry);
        history.refuseFailure();
        history.refuseCached();
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
