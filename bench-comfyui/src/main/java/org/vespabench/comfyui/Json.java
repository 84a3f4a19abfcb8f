package org.vespabench.comfyui;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Reads JSON of any shape: what is missing, null or of another type reads as empty. */
final class Json {
  private Json() {}

  /**
   * Parse a text that is JSON from its beginning to its end.
   *
   * @throws JsonParseException if it is not; the message says where
   */
  static JsonElement parse(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    // Otherwise an HTML page would pass as an unquoted string.
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      var unused = reader.peek(); // throws if there is more
      return element;
    } catch (IOException e) {
      throw new JsonParseException(e);
    }
  }

  /** Parse a text that should be one object. */
  static Optional<JsonObject> object(String text) {
    try {
      return Optional.of(parse(text)).filter(JsonObject.class::isInstance).map(Json::asObject);
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static JsonObject asObject(JsonElement element) {
    return element.getAsJsonObject();
  }

  /** The object of that name, or a new one. */
  static JsonObject object(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  /** The array of that name, or a new one. */
  static JsonArray array(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonArray array ? array : new JsonArray();
  }

  static String text(JsonObject parent, String name) {
    return text(parent.get(name));
  }

  static String text(@Nullable JsonElement value) {
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()
        ? value.getAsString()
        : "";
  }

  static OptionalDouble number(JsonObject parent, String name) {
    JsonElement value = parent.get(name);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      return OptionalDouble.empty();
    }
    double number = value.getAsDouble();
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }
}
