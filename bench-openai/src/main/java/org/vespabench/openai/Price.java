package org.vespabench.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.OptionalDouble;

/**
 * Prices a request that somebody else wrote, to either endpoint: the tokens that it allows, times
 * the answers that it asks for.
 */
final class Price {
  /** OpenAI's default, and vLLM's. A chat without a limit may fill the context: no price then. */
  private static final int COMPLETIONS_DEFAULT = 16;

  private Price() {}

  static OptionalDouble of(String path, String body) {
    return switch (withoutQuery(path)) {
      case OpenAiCompletions.PATH -> price(body, OptionalDouble.of(COMPLETIONS_DEFAULT));
      case OpenAiChat.PATH -> price(body, OptionalDouble.empty());
      default -> OptionalDouble.empty();
    };
  }

  static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static OptionalDouble price(String text, OptionalDouble otherwise) {
    JsonObject body = Json.object(text).orElse(null);
    if (body == null) {
      return OptionalDouble.empty();
    }
    OptionalDouble limit = limit(body).isPresent() ? limit(body) : otherwise;
    double answers = Json.number(body, "n").orElse(1) * prompts(body);
    double price = limit.orElse(0) * answers;
    // Zero or less is for the backend to refuse, not for us to price.
    return price > 0 && Double.isFinite(price) ? OptionalDouble.of(price) : OptionalDouble.empty();
  }

  /** The limit that is asked for; where both are, vLLM takes the new one. */
  static OptionalDouble limit(JsonObject body) {
    OptionalDouble limit = Json.number(body, OpenAiSettings.NEW_LENGTH_FIELD);
    return limit.isPresent() ? limit : Json.number(body, OpenAiSettings.OLD_LENGTH_FIELD);
  }

  /** A list of texts, or of lists of token ids, is many prompts; a list of token ids is one. */
  private static int prompts(JsonObject body) {
    JsonArray prompts = Json.array(body, "prompt");
    if (prompts.isEmpty()) {
      return 1;
    }
    JsonElement first = prompts.get(0);
    return first.isJsonArray() || Json.isText(first) ? prompts.size() : 1;
  }
}
