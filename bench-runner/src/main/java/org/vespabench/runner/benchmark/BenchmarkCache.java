package org.vespabench.runner.benchmark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Validity;
import org.vespabench.runner.measure.Verdict;

/**
 * The file {@code .has_benchmark}, which holds the bare number and nothing else, and beside it a
 * JSON file that repeats the number and says what it was measured with.
 */
public final class BenchmarkCache {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private static final Pattern DECIMAL =
      Pattern.compile("\\+?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** How the names of what the backend says about itself begin. */
  static final String IDENTITY = "identity.";

  private final Path file;
  private final Path keyFile;

  /**
   * What looking it up found.
   *
   * @param number the number as it stands in the file; empty if there is none to use
   * @param note one line for the operator; empty if there is nothing to say
   * @param validity what was known when it was measured
   */
  public record Lookup(String number, String note, Validity validity) {
    static Lookup none(String note) {
      return new Lookup("", note, Validity.VALID);
    }

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

  /** Tell whether the file holds a number, whatever it was measured with. */
  public boolean hasNumber() {
    return isNumber(read(file).strip());
  }

  /** Tell whether a result's number is one to plan with. */
  public static boolean isWorthKeeping(Result result) {
    return result.measured()
        && !result.interrupted()
        && result.validity().verdict() != Verdict.INVALID;
  }

  /** Find the number, if it was measured with the same key. */
  public Lookup find(Map<String, String> key) {
    String number = read(file).strip();
    if (number.isEmpty()) {
      return Lookup.none("");
    }
    if (!isNumber(number)) {
      return Lookup.none("%s does not hold a number: measuring again".formatted(file));
    }
    if (!Files.exists(keyFile)) {
      String note =
          "warning: using %s from %s, which does not say what it was measured with (--fresh measures"
              + " again)";
      return new Lookup(
          number,
          note.formatted(number, file),
          Validity.VALID.suspect("the file does not say what the number was measured with"));
    }
    return compare(number, key);
  }

  private Lookup compare(String number, Map<String, String> key) {
    Kept kept = kept();
    if (kept == null || kept.throughput() == null || kept.measuredWith() == null) {
      return Lookup.none("%s cannot be read: measuring again".formatted(keyFile));
    }
    if (!kept.throughput().equals(number)) {
      return Lookup.none("%s and %s disagree: measuring again".formatted(file, keyFile));
    }
    if (identities(key).isEmpty() && !identities(kept.measuredWith()).isEmpty()) {
      return Lookup.none(
          "%s cannot be used, as the backend does not say what it is: measuring again"
              .formatted(file));
    }
    List<String> differences = differences(kept.measuredWith(), key);
    if (!differences.isEmpty()) {
      return Lookup.none(
          "%s was measured otherwise (%s): measuring again"
              .formatted(file, String.join(", ", differences)));
    }
    return new Lookup(
        number,
        "using %s from %s (--fresh measures again)".formatted(number, file),
        kept.asValidity());
  }

  private static List<String> identities(Map<String, String> key) {
    return key.keySet().stream().filter(name -> name.startsWith(IDENTITY)).toList();
  }

  private @Nullable Kept kept() {
    try {
      return GSON.fromJson(read(keyFile), Kept.class);
    } catch (JsonParseException e) {
      return null;
    }
  }

  /** What the file beside the number holds; whoever edited it may have left anything out. */
  private record Kept(
      @Nullable String throughput,
      @Nullable List<String> doubts,
      @Nullable Map<String, String> measuredWith) {

    Validity asValidity() {
      Validity validity = Validity.VALID;
      for (String doubt : doubts == null ? List.<String>of() : doubts) {
        validity = validity.suspect(String.valueOf(doubt));
      }
      return validity;
    }
  }

  private static List<String> differences(Map<String, String> before, Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String old = String.valueOf(before.getOrDefault(name, "")); // JSON may hold a null
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
  public void store(String number, Validity validity, Map<String, String> key) throws IOException {
    Kept kept = new Kept(number, validity.reasons(), new TreeMap<>(key));
    write(keyFile, GSON.toJson(kept) + "\n");
    write(file, number + "\n");
  }

  private static void write(Path target, String text) throws IOException {
    // Not createTempFile, whose files only their owner may read.
    String unique = "%s.%d.tmp".formatted(target.getFileName(), ProcessHandle.current().pid());
    Path temporary = target.resolveSibling(unique);
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

  /** Decimal digits alone: Java would read {@code 5d} and {@code 0x1p3}, but no autoscaler does. */
  private static boolean isNumber(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return false;
    }
    double value = Double.parseDouble(text);
    return value > 0 && !Double.isInfinite(value);
  }

  /** Tell texts apart without keeping them: the first 16 digits of SHA-256. */
  static String fingerprint(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
