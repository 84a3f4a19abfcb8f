package org.vespabench.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;

/** Plays a server that speaks the OpenAI protocol, on all of its paths, for all three plugins. */
final class OpenAiSimulator {
  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"simulated\",\"object\":\"model\",\"created\":0,"
          + "\"owned_by\":\"vespabench\"}]}";

  private static final List<String> FORMATS = List.of(OpenAiSettings.FLOAT, OpenAiSettings.BASE64);

  /** The longest answer: whole replies are built in memory. */
  private static final int CONTEXT = 1_000_000;

  private final TestRequest request;
  private final SimulatedReply reply;

  private OpenAiSimulator(TestRequest request, SimulatedReply reply) {
    this.request = request;
    this.reply = reply;
  }

  static SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
    return new OpenAiSimulator(request, reply).answer();
  }

  private SimulatedReply answer() {
    String path = Price.withoutQuery(request.path());
    Optional<String> method = method(path);
    if (method.isEmpty()) {
      return refuse(404, "not_found_error", "there is no path " + path);
    }
    if (!method.get().equals(request.method())) {
      return refuse(405, "invalid_request_error", path + " takes only " + method.get())
          .header("Allow", method.get());
    }
    return switch (path) {
      case OpenAiCompletions.PATH -> complete();
      case OpenAiChat.PATH -> chat();
      case OpenAiEmbeddings.PATH -> embed();
      case "/v1/models" -> reply.now(MODELS);
      default -> reply.now("{\"status\":\"ok\"}");
    };
  }

  private static Optional<String> method(String path) {
    return switch (path) {
      case OpenAiCompletions.PATH, OpenAiChat.PATH, OpenAiEmbeddings.PATH -> Optional.of("POST");
      case "/v1/models", "/health" -> Optional.of("GET");
      default -> Optional.empty();
    };
  }

  private SimulatedReply complete() {
    JsonObject body = Json.object(request.body()).orElse(null);
    if (body == null) {
      return refuse("the body is not a JSON object");
    }
    JsonElement prompt = body.get("prompt");
    if (!Json.isText(prompt) && !(prompt instanceof JsonArray)) {
      return refuse("the field 'prompt' must be a text or a list");
    }
    return generate(body, false);
  }

  private SimulatedReply chat() {
    JsonObject body = Json.object(request.body()).orElse(null);
    if (body == null) {
      return refuse("the body is not a JSON object");
    }
    return Json.array(body, "messages").isEmpty()
        ? refuse("the field 'messages' must be a list of messages")
        : generate(body, true);
  }

  private SimulatedReply embed() {
    JsonObject body = Json.object(request.body()).orElse(null);
    if (body == null) {
      return refuse("the body is not a JSON object");
    }
    EmbeddingsInput input = EmbeddingsInput.of(body).orElse(null);
    if (input == null) {
      return refuse("the field 'input' must be a text, a list of texts, or token ids");
    }
    JsonElement format = body.get("encoding_format");
    boolean isKnown = format == null || FORMATS.contains(Json.text(body, "encoding_format"));
    return isKnown
        ? SimulatedEmbeddings.to(body, input).fill(reply)
        : refuse("encoding_format must be float or base64, was " + format);
  }

  private SimulatedReply generate(JsonObject body, boolean isChat) {
    for (String name : List.of(OpenAiSettings.OLD_LENGTH_FIELD, OpenAiSettings.NEW_LENGTH_FIELD)) {
      JsonElement limit = body.get(name);
      if (limit != null && !limit.isJsonNull() && !isLimit(limit)) {
        return refuse(
            "%s must be a whole number from 1 to %d, was %s".formatted(name, CONTEXT, limit));
      }
    }
    return SimulatedAnswer.to(body, isChat, reply).fill(reply);
  }

  private static boolean isLimit(JsonElement value) {
    double limit = Json.number(value).orElse(0);
    return limit >= 1 && limit <= CONTEXT && limit == Math.rint(limit);
  }

  private SimulatedReply refuse(String message) {
    return refuse(400, "invalid_request_error", message);
  }

  private SimulatedReply refuse(int status, String type, String message) {
    JsonObject error = new JsonObject();
    error.addProperty("message", message);
    error.addProperty("type", type);
    error.addProperty("code", status);
    JsonObject body = new JsonObject();
    body.add("error", error);
    return reply.error(status, body.toString());
  }
}
