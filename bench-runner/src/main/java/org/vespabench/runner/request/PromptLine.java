package org.vespabench.runner.request;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/** Reads one line of a file of JSON lines. What is null counts as missing. */
final class PromptLine {
  private PromptLine() {}

  /**
   * Read one. Of two lengths, {@code max_tokens} is taken: the other may be what a reply had.
   *
   * @throws IllegalArgumentException if there is no prompt in it; completes "line 3: …"
   */
  static Prompt parse(String line) {
    JsonObject object = object(line);
    JsonElement prompt = field(object, "prompt");
    JsonElement messages = field(object, "messages");
    if (prompt != null && messages != null) {
      throw new IllegalArgumentException("it has both 'prompt' and 'messages'. Leave one out.");
    }
    int outputTokens = outputTokens(object);
    if (prompt != null) {
      return text(prompt).withOutputTokens(outputTokens);
    }
    if (messages != null) {
      return messages(messages).withOutputTokens(outputTokens);
    }
    throw new IllegalArgumentException(
        "it has neither 'prompt', a text, nor 'messages', a list of chat messages.");
  }

  private static JsonObject object(String line) {
    JsonReader reader = new JsonReader(new StringReader(line));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      if (element instanceof JsonObject object && reader.peek() == JsonToken.END_DOCUMENT) {
        return object;
      }
    } catch (JsonParseException | IOException e) {
      // told below, as for JSON that is no object: its own words speak of Java
    }
    throw new IllegalArgumentException(
        "it is no JSON object. Each line must be one, as the first begins with '{'.");
  }

  private static @Nullable JsonElement field(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }

  private static Prompt text(JsonElement prompt) {
    if (!(prompt instanceof JsonPrimitive text) || !text.isString() || isBlank(text)) {
      throw new IllegalArgumentException("its 'prompt' is not a text with something in it.");
    }
    return Prompt.of(text.getAsString());
  }

  private static boolean isBlank(JsonPrimitive text) {
    return text.getAsString().isBlank();
  }

  private static Prompt messages(JsonElement messages) {
    boolean isList =
        messages instanceof JsonArray list
            && !list.isEmpty()
            && list.asList().stream().allMatch(JsonElement::isJsonObject);
    if (!isList) {
      throw new IllegalArgumentException("its 'messages' is not a list of objects.");
    }
    return Prompt.ofMessages(messages.toString());
  }

  private static int outputTokens(JsonObject object) {
    for (String name : new String[] {"max_tokens", "output_tokens"}) {
      JsonElement value = field(object, name);
      if (value != null) {
        return count(name, value);
      }
    }
    return 0;
  }

  private static int count(String name, JsonElement value) {
    try {
      boolean isNumber = value instanceof JsonPrimitive number && number.isNumber();
      int count = isNumber ? value.getAsBigDecimal().intValueExact() : 0;
      if (count > 0) {
        return count;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // told below: it has a fraction, or too many digits
    }
    throw new IllegalArgumentException(
        "its '%s', %s, is not a whole number above 0.".formatted(name, value));
  }
}
