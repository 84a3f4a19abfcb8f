package org.vespabench.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;

/**
 * Asks a server what it is. What it does not tell is absent, and so is what changes while it runs:
 * the list of several models, as adapters and pulls add to it, and all times and ids.
 */
final class Identity {
  private final HttpSession http;
  private final Map<String, String> identity = new TreeMap<>();

  private Identity(HttpSession http) {
    this.http = http;
  }

  static Map<String, String> of(HttpSession http) {
    Identity asked = new Identity(http);
    asked.addModel();
    asked.addVersion();
    return asked.identity;
  }

  private void addModel() {
    Optional<HttpReply> list = get("/v1/models");
    if (isMissing(list)) {
      addInfo(json(get("/info")));
      return;
    }
    // llama.cpp has Ollama's list "models" beside OpenAI's list "data".
    JsonArray models = Json.array(json(list), "data");
    if (models.size() != 1 || !(models.get(0) instanceof JsonObject model)) {
      return;
    }
    add("model", Json.text(model, "id"));
    add("ownedBy", Json.text(model, "owned_by"));
    JsonObject meta = Json.object(model, "meta");
    add("contextTokens", Json.number(model, "max_model_len"));
    add("contextTokens", Json.number(meta, "n_ctx"));
    // llama.cpp calls a model by any name: its size tells which quantization it is.
    add("modelBytes", Json.number(meta, "size"));
  }

  /** Hugging Face's servers have this: text-embeddings-inference, and TGI of old. */
  private void addInfo(JsonObject info) {
    add("model", Json.text(info, "model_id"));
    add("modelSha", Json.text(info, "model_sha"));
    add("contextTokens", Json.number(info, "max_input_length"));
    add("version", Json.text(info, "version"));
  }

  private void addVersion() {
    Optional<HttpReply> version = get("/version");
    // vLLM's path, then Ollama's.
    Optional<HttpReply> known = isMissing(version) ? get("/api/version") : version;
    add("version", Json.text(json(known), "version"));
  }

  private static boolean isMissing(Optional<HttpReply> reply) {
    return reply.map(HttpReply::status).filter(status -> status == 404).isPresent();
  }

  private Optional<HttpReply> get(String path) {
    try {
      return Optional.of(http.get(path).join());
    } catch (CompletionException | CancellationException e) {
      // Not every server has every path, and none is needed.
      return Optional.empty();
    }
  }

  private static JsonObject json(Optional<HttpReply> reply) {
    return reply
        .filter(answer -> answer.status() == 200)
        .flatMap(answer -> Json.object(answer.body()))
        .orElseGet(JsonObject::new);
  }

  private void add(String name, String value) {
    if (!value.isBlank()) {
      identity.put(name, value);
    }
  }

  private void add(String name, OptionalDouble value) {
    value.ifPresent(number -> identity.put(name, String.valueOf((long) number)));
  }
}
