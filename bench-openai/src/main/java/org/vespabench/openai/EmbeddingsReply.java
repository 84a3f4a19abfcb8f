package org.vespabench.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Base64;
import java.util.OptionalDouble;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Work;

/**
 * Reads one reply with embeddings. In either encoding, whichever was asked for: servers that do not
 * know {@code encoding_format} ignore it.
 */
final class EmbeddingsReply {
  private EmbeddingsReply() {}

  /** Tell the work done, once the reply has proved to hold an embedding for each text. */
  static Work work(HttpReply reply, int texts) {
    if (reply.body().isBlank()) {
      throw new BenchmarkException("the backend answered " + reply.status() + " without a body");
    }
    JsonObject json =
        Json.object(reply.body()).orElseThrow(() -> ReplyReader.notJson(reply.body()));
    BackendError.check(json);
    JsonArray data = Json.array(json, "data");
    if (data.size() != texts) {
      throw new BenchmarkException(
          "the reply has %d embeddings for %d texts: %s"
              .formatted(data.size(), texts, BenchmarkException.excerpt(reply.body())));
    }
    for (int i = 0; i < texts; i++) {
      check(data.get(i), "embedding %d of %d".formatted(i + 1, texts));
    }
    return work(json);
  }

  private static void check(JsonElement item, String which) {
    JsonObject embedding = item instanceof JsonObject object ? object : new JsonObject();
    JsonArray numbers = Json.array(embedding, "embedding");
    if (numbers.isEmpty() && !isBase64(Json.text(embedding, "embedding"))) {
      throw new BenchmarkException(
          "%s is neither numbers nor base64: %s"
              .formatted(which, BenchmarkException.excerpt(item.toString())));
    }
    for (JsonElement number : numbers) {
      // JSON has no NaN: a model that overflowed answers null.
      if (Json.number(number).isEmpty()) {
        throw new BenchmarkException(
            "%s has %s where a number should be"
                .formatted(which, BenchmarkException.excerpt(number.toString())));
      }
    }
  }

  /** What is inside is not looked at: older versions of vLLM send doubles, others floats. */
  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Work work(JsonObject json) {
    Usage usage = new Usage();
    usage.see(json);
    OptionalDouble tokens = usage.embeddedTokens();
    return usage.describe(tokens.isPresent() ? Work.done(tokens.getAsDouble()) : Work.unknown());
  }
}
