package org.vespabench.runner.autoscaler;

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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the members of a request's JSON object. What is missing or of another type is an {@link
 * IllegalArgumentException} that names it.
 */
final class JsonFields {
  private static final int EXCERPT = 60;

  private final JsonObject json;

  JsonFields(JsonObject json) {
    this.json = json;
  }

  /** Read a body, strictly. */
  static JsonFields parse(String body) {
    try {
      JsonReader reader = new JsonReader(new StringReader(body));
      reader.setStrictness(Strictness.STRICT);
      JsonElement parsed = JsonParser.parseReader(reader);
      if (!isAtEnd(reader)) {
        throw new IllegalArgumentException("the body has more after its JSON");
      }
      return object("the body", parsed);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("the body is no JSON: " + e.getMessage(), e);
    }
  }

  private static boolean isAtEnd(JsonReader reader) {
    try {
      return reader.peek() == JsonToken.END_DOCUMENT;
    } catch (IOException e) { // strictly, what follows is an error already
      return false;
    }
  }

  boolean has(String name) {
    return json.has(name);
  }

  String text(String name) {
    JsonElement member = member(name);
    if (member instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw wrong(name, member, "a string");
  }

  boolean flag(String name) {
    JsonElement member = member(name);
    if (member instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong(name, member, "true or false");
  }

  /** Read a number as it was written; it is finite. */
  String numberToken(String name) {
    return finite(name, member(name));
  }

  double number(String name) {
    return Double.parseDouble(numberToken(name));
  }

  double numberFromZero(String name) {
    double number = number(name);
    if (number < 0) {
      throw wrong(name, member(name), "0 or more");
    }
    return number;
  }

  long whole(String name) {
    return whole(name, member(name));
  }

  List<Long> wholes(String name) {
    List<Long> wholes = new ArrayList<>();
    for (JsonElement each : array(name)) {
      wholes.add(whole(name, each));
    }
    return wholes;
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonElement each : array(name)) {
      objects.add(object("an element of " + name, each));
    }
    return objects;
  }

  private JsonArray array(String name) {
    if (member(name) instanceof JsonArray array) {
      return array;
    }
    throw wrong(name, member(name), "an array");
  }

  private JsonElement member(String name) {
    JsonElement member = json.get(name);
    if (member == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return member;
  }

  private static JsonFields object(String name, JsonElement value) {
    if (value instanceof JsonObject object) {
      return new JsonFields(object);
    }
    throw wrong(name, value, "an object");
  }

  private static String finite(String name, JsonElement value) {
    if (value instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && Double.isFinite(primitive.getAsDouble())) {
      return primitive.getAsString();
    }
    throw wrong(name, value, "a finite number");
  }

  private static long whole(String name, JsonElement value) {
    try {
      return new BigDecimal(finite(name, value)).longValueExact();
    } catch (ArithmeticException e) {
      throw wrong(name, value, "a whole number");
    }
  }

  private static IllegalArgumentException wrong(String name, JsonElement value, String expected) {
    String text = value.toString();
    String shown = text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    return new IllegalArgumentException("%s is %s, not %s".formatted(name, shown, expected));
  }
}
