package org.vespabench.runner.loadtest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.vespabench.runner.request.Prompt;
import org.vespabench.runner.request.Prompts;

/**
 * Arrivals that were recorded: JSON lines with {@code ms}, the offset from the beginning, and,
 * where they are known, {@code input_tokens} and {@code output_tokens}.
 *
 * @param offsetsNanos when each left
 * @param prompts how long each was, if any says so
 */
public record ReplayFile(List<Long> offsetsNanos, List<Prompt> prompts) {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final String FORM =
      "{\"ms\": 12.5, \"input_tokens\": 200, \"output_tokens\": 64}, the lengths left out where they are not known";

  /** Copy what could change. */
  public ReplayFile {
    offsetsNanos = List.copyOf(offsetsNanos);
    prompts = List.copyOf(prompts);
  }

  /**
   * Read them.
   *
   * @throws IllegalArgumentException if a line is no such object, or goes back in time; names it
   */
  public static ReplayFile parse(String text) {
    List<Long> offsets = new ArrayList<>();
    List<Prompt> prompts = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        JsonObject entry = object(line, number);
        long offset = Math.round(number(entry, "ms", number) * NANOS_PER_MILLI);
        if (!offsets.isEmpty() && offset < offsets.get(offsets.size() - 1)) {
          throw bad(number, "'ms' is below that of the line before", null);
        }
        offsets.add(offset);
        prompts.add(
            Prompt.ofLengths(
                count(entry, "input_tokens", number), count(entry, "output_tokens", number)));
      }
    }
    if (offsets.isEmpty()) {
      throw new IllegalArgumentException("--replay: there are no lines in it. One is " + FORM);
    }
    return new ReplayFile(offsets, prompts);
  }

  private static JsonObject object(String line, int number) {
    try {
      JsonElement element = JsonParser.parseString(line);
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw bad(number, "is no JSON", e);
    }
    throw bad(number, "is no JSON object", null);
  }

  private static double number(JsonObject entry, String key, int line) {
    JsonElement value = entry.get(key);
    boolean isNumber =
        value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    if (!isNumber || !(value.getAsDouble() >= 0) || value.getAsDouble() > 1e12) {
      throw bad(line, "has no number '%s' of 0 or more".formatted(key), null);
    }
    return value.getAsDouble();
  }

  private static int count(JsonObject entry, String key, int line) {
    if (!entry.has(key) || entry.get(key).isJsonNull()) {
      return 0;
    }
    double count = number(entry, key, line);
    if (count < 1 || count > 1_000_000 || count != Math.rint(count)) {
      throw bad(line, "'%s' is no whole number from 1 to 1000000".formatted(key), null);
    }
    return (int) count;
  }

  private static IllegalArgumentException bad(
      int line, String what, @org.jspecify.annotations.Nullable Exception cause) {
    return new IllegalArgumentException(
        "--replay, line %d: %s. A line is %s.".formatted(line, what, FORM), cause);
  }

  /** Tell whether any request has a length of its own. */
  public boolean hasLengths() {
    return prompts.stream().anyMatch(prompt -> !prompt.equals(Prompt.PLUGINS));
  }

  /** Ask for the recorded lengths; after the last one, begin anew, and after the warm-up. */
  public Prompts lengths() {
    return (index, random) -> {
      long line = index < Prompts.WARM_UP ? index : index - Prompts.WARM_UP;
      return prompts.get((int) (line % prompts.size()));
    };
  }
}
