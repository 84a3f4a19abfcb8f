package org.vespabench.runner.benchmark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file {@code .has_benchmark}, which holds the bare number and nothing else, and beside it a
 * JSON file that repeats the number and says what it was measured with.
 */
public final class BenchmarkCache {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final Path file;
  private final Path keyFile;

  /**
   * What looking it up found.
   *
   * @param number the number as it stands in the file; empty if there is none to use
   * @param note one line for the operator; empty if there is nothing to say
   */
  public record Lookup(String number, String note) {
    /** Tell whether the number can be used. */
    public boolean isHit() {
      return !number.isEmpty();
    }
  }

  /** Use this file. */
  public BenchmarkCache(Path file) {
    this.file = file;
    this.keyFile = file.resolveSibling(file.getFileName() + ".json");
  }

  /** Find the number, if it was measured with the same key. */
  public Lookup find(Map<String, String> key) {
    String number = read(file).strip();
    if (number.isEmpty()) {
      return new Lookup("", "");
    }
    if (!isNumber(number)) {
      return new Lookup("", "%s does not hold a number: measuring again".formatted(file));
    }
    if (!Files.exists(keyFile)) {
      String note =
          "warning: using %s from %s, which does not say what it was measured with (--fresh measures"
              + " again)";
      return new Lookup(number, note.formatted(number, file));
    }
    return compare(number, key);
  }

  private Lookup compare(String number, Map<String, String> key) {
    Map<String, String> before;
    try {
      JsonObject json = JsonParser.parseString(read(keyFile)).getAsJsonObject();
      String repeated = json.has("throughput") ? json.get("throughput").getAsString() : "";
      if (!repeated.equals(number)) {
        return new Lookup("", "%s and %s disagree: measuring again".formatted(file, keyFile));
      }
      before = entries(json.getAsJsonObject("measuredWith"));
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      return new Lookup("", "%s cannot be read: measuring again".formatted(keyFile));
    }
    List<String> differences = differences(before, key);
    return differences.isEmpty()
        ? new Lookup(number, "using %s from %s (--fresh measures again)".formatted(number, file))
        : new Lookup(
            "",
            "%s was measured otherwise (%s): measuring again"
                .formatted(file, String.join(", ", differences)));
  }

  private static Map<String, String> entries(JsonObject json) {
    Map<String, String> entries = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      entries.put(entry.getKey(), entry.getValue().getAsString());
    }
    return entries;
  }

  private static List<String> differences(Map<String, String> before, Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String old = before.getOrDefault(name, "");
      String current = now.getOrDefault(name, "");
      if (!old.equals(current)) {
        differences.add("%s was '%s', is '%s'".formatted(name, old, current));
      }
    }
    return differences;
  }

  /**
   * Keep a number. The file with the key goes first: a number without its key would look like an
   * operator's.
   *
   * @throws IOException if either cannot be written; what was there before stays
   */
  public void store(String number, Map<String, String> key) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("throughput", number);
    json.add("measuredWith", GSON.toJsonTree(new TreeMap<>(key)));
    write(keyFile, GSON.toJson(json) + "\n");
    write(file, number + "\n");
  }

  private static void write(Path target, String text) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(folder, ".bench", ".tmp");
    try {
      Files.writeString(temporary, text);
      try {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      return "unreadable";
    }
  }

  private static boolean isNumber(String text) {
    try {
      double value = Double.parseDouble(text);
      return value > 0 && !Double.isInfinite(value);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
