package org.vespabench.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.vespabench.api.Output;

/** Tells what a choice carries, in a chunk or in a whole reply, of either endpoint. */
final class Choice {
  private static final List<String> ANSWERS =
      List.of("content", "tool_calls", "function_call", "refusal", "audio");

  /** The first is the name in vLLM and Ollama, the second in llama.cpp, DeepSeek and older vLLM. */
  private static final List<String> REASONING = List.of("reasoning", "reasoning_content");

  private Choice() {}

  static Output output(JsonObject choice) {
    if (isFilled(choice, "text")) {
      return Output.ANSWER;
    }
    JsonObject delta = Json.object(choice, "delta");
    return message(delta.size() > 0 ? delta : Json.object(choice, "message"));
  }

  private static Output message(JsonObject message) {
    for (String name : ANSWERS) {
      if (isFilled(message, name)) {
        return Output.ANSWER;
      }
    }
    for (String name : REASONING) {
      if (isFilled(message, name)) {
        return Output.REASONING;
      }
    }
    return Output.NONE;
  }

  /** A chunk that only states the role has null or an empty text here. */
  private static boolean isFilled(JsonObject parent, String name) {
    JsonElement value = parent.get(name);
    if (value == null || value.isJsonNull()) {
      return false;
    }
    if (value.isJsonArray()) {
      return !value.getAsJsonArray().isEmpty();
    }
    if (value.isJsonObject()) {
      return value.getAsJsonObject().size() > 0;
    }
    return !value.getAsString().isEmpty();
  }
}
