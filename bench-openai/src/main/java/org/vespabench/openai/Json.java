package org.vespabench.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads JSON of any shape: what is missing, null or of another type reads as empty. */
final class Json {
  private static final JsonObject NO_OBJECT = new JsonObject();
  private static final JsonArray NO_ARRAY = new JsonArray();

  private Json() {}

  /** Parse a text that should be one object. */
  static Optional<JsonObject> object(String text) {
    return parse(text).filter(JsonElement::isJsonObject).map(JsonElement::getAsJsonObject);
  }

  /** Parse a text that should be one array. */
  static Optional<JsonArray> array(String text) {
    return parse(text).filter(JsonElement::isJsonArray).map(JsonElement::getAsJsonArray);
  }

  private static Optional<JsonElement> parse(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    // Otherwise an HTML page would pass as an unquoted string.
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      return reader.peek() == JsonToken.END_DOCUMENT ? Optional.of(element) : Optional.empty();
    } catch (JsonParseException | IOException e) {
      return Optional.empty();
    }
  }

  /** The object of that name: only to be read, as all absent ones are the same. */
  static JsonObject object(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonObject object ? object : NO_OBJECT;
  }

  /** The array of that name: only to be read, as all absent ones are the same. */
  static JsonArray array(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonArray array ? array : NO_ARRAY;
  }

  static String text(JsonObject parent, String name) {
    JsonElement value = parent.get(name);
    return isText(value) ? value.getAsString() : "";
  }

  static boolean isText(JsonElement value) {
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
  }

  static boolean isTrue(JsonObject parent, String name) {
    JsonElement value = parent.get(name);
    return value != null
        && value.isJsonPrimitive()
        && value.getAsJsonPrimitive().isBoolean()
        && value.getAsBoolean();
  }

  static OptionalDouble number(JsonObject parent, String name) {
    return number(parent.get(name));
  }

  static OptionalDouble number(JsonElement value) {
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      return OptionalDouble.empty();
    }
    double number = value.getAsDouble();
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }
}
