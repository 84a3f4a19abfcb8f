package org.vespabench.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Is what a request, of whoever wrote it, wants embedded: texts, or lists of token ids. */
final class EmbeddingsInput {
  private final List<JsonElement> items;

  private EmbeddingsInput(List<JsonElement> items) {
    this.items = items;
  }

  /** Read the field {@code input}, in any of the protocol's four forms; empty if it has none. */
  static Optional<EmbeddingsInput> of(JsonObject request) {
    JsonElement input = request.get("input");
    if (Json.isText(input) || isTokenIds(input)) {
      return Optional.of(new EmbeddingsInput(List.of(input)));
    }
    List<JsonElement> items = Json.array(request, "input").asList();
    boolean isBatch =
        !items.isEmpty() && items.stream().allMatch(item -> Json.isText(item) || isTokenIds(item));
    return isBatch ? Optional.of(new EmbeddingsInput(items)) : Optional.empty();
  }

  private static boolean isTokenIds(JsonElement input) {
    return input instanceof JsonArray ids
        && !ids.isEmpty()
        && ids.asList().stream().allMatch(id -> Json.number(id).isPresent());
  }

  /** How many embeddings it asks for. */
  int size() {
    return items.size();
  }

  /** Its tokens, those of texts estimated. */
  int tokens() {
    return items.stream().mapToInt(EmbeddingsInput::tokens).sum();
  }

  private static int tokens(JsonElement item) {
    return item instanceof JsonArray ids
        ? ids.size()
        : Words.tokens(item.getAsString(), Words.TOKENS_PER_WORD);
  }

  /** Its tokens, if that needs no tokenizer. */
  OptionalDouble exactTokens() {
    return items.stream().allMatch(JsonElement::isJsonArray)
        ? OptionalDouble.of(tokens())
        : OptionalDouble.empty();
  }
}
