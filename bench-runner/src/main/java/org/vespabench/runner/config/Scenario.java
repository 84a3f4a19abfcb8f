package org.vespabench.runner.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A load test that is written down: a JSON object whose keys are the names of settings, {@code
 * benchmark}, and {@code stages}, a list of objects with the settings of one stage each.
 *
 * @param file where it was read, for messages; empty if there is none
 * @param benchmark coordinates, empty if it names none
 * @param values the settings of all stages, by name
 * @param stages the settings of each stage, by name; empty if there is only the one of the values
 */
public record Scenario(
    String file, String benchmark, Map<String, String> values, List<Map<String, String>> stages) {
  /** No file. */
  public static final Scenario NONE = new Scenario("", "", Map.of(), List.of());

  private static final String BENCHMARK = "benchmark";
  private static final String STAGES = "stages";

  /** Copy what could change. */
  public Scenario {
    values = Map.copyOf(values);
    stages = List.copyOf(stages);
  }

  /**
   * Read one.
   *
   * @throws IllegalArgumentException if it cannot be read, or is no such object; for the operator
   */
  public static Scenario read(String file) {
    JsonObject json = object(file);
    String benchmark = json.has(BENCHMARK) ? text(file, BENCHMARK, json.get(BENCHMARK)) : "";
    List<Map<String, String>> stages =
        json.has(STAGES) ? stages(file, json.get(STAGES)) : List.of();
    json.remove(BENCHMARK);
    json.remove(STAGES);
    return new Scenario(file, benchmark, values(file, "", json), stages);
  }

  private static JsonObject object(String file) {
    try {
      JsonElement json = JsonParser.parseString(Files.readString(Path.of(file)));
      if (json.isJsonObject()) {
        return json.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      String message = String.valueOf(e.getMessage()).replaceFirst("(?s)^.*?Exception: ", "");
      throw bad(file, "is no JSON: " + message.lines().findFirst().orElse(""), e);
    } catch (NoSuchFileException e) {
      throw bad(file, "there is no such file", e);
    } catch (IOException | InvalidPathException e) {
      throw bad(file, "cannot be read: " + e.getMessage(), e);
    }
    throw bad(file, "is no JSON object", null);
  }

  private static IllegalArgumentException bad(
      String file, String what, @org.jspecify.annotations.Nullable Exception cause) {
    return new IllegalArgumentException(
        "the scenario %s: %s. --print-scenario writes one.".formatted(file, what), cause);
  }

  private static List<Map<String, String>> stages(String file, JsonElement json) {
    if (!json.isJsonArray() || json.getAsJsonArray().isEmpty()) {
      throw bad(file, "'stages' is no list of objects, with one at least", null);
    }
    List<Map<String, String>> stages = new ArrayList<>();
    JsonArray list = json.getAsJsonArray();
    for (int i = 0; i < list.size(); i++) {
      String where = "stages[%d]".formatted(i);
      if (!list.get(i).isJsonObject()) {
        throw bad(file, "'%s' is no object".formatted(where), null);
      }
      stages.add(values(file, where + ".", list.get(i).getAsJsonObject()));
    }
    return stages;
  }

  private static Map<String, String> values(String file, String where, JsonObject json) {
    Map<String, String> values = new LinkedHashMap<>();
    json.entrySet()
        .forEach(
            entry ->
                values.put(entry.getKey(), text(file, where + entry.getKey(), entry.getValue())));
    return values;
  }

  /** Objects are meant as they stand, as for {@code extra-body}. */
  private static String text(String file, String key, JsonElement value) {
    if (value.isJsonPrimitive()) {
      JsonPrimitive primitive = value.getAsJsonPrimitive();
      return primitive.isNumber()
          ? primitive.getAsBigDecimal().toPlainString()
          : primitive.getAsString();
    }
    if (value.isJsonObject()) {
      return value.toString();
    }
    throw bad(
        file,
        "'%s' is neither a text, nor a number, true, false or an object".formatted(key),
        null);
  }

  /** Write the settings that somebody gave, secrets left out; those of stages stand in them. */
  public static String write(
      String benchmark, SettingValues settings, List<Map<String, String>> stages) {
    JsonObject json = new JsonObject();
    json.addProperty(BENCHMARK, benchmark);
    settings
        .all()
        .forEach(
            (name, value) -> {
              boolean about = name.equals("scenario") || name.equals("print-scenario");
              if (value.source().isUser() && !value.secret() && !about) {
                json.add(name, json(value));
              }
            });
    if (!stages.isEmpty()) {
      JsonArray list = new JsonArray();
      for (Map<String, String> stage : stages) {
        JsonObject one = new JsonObject();
        stage.forEach(one::addProperty);
        list.add(one);
      }
      json.add(STAGES, list);
    }
    return new com.google.gson.GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create()
            .toJson(json)
        + "\n";
  }

  private static JsonElement json(SettingValue value) {
    if (value.value() instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    }
    return value.value() instanceof Number
        ? new JsonPrimitive(new java.math.BigDecimal(value.text()))
        : new JsonPrimitive(value.text());
  }
}
