package org.vespabench.api;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Names a benchmark: a dotted module and a name within it, as in {@code
 * benchmarks.openai:benchmark}.
 *
 * <p>Users write them on the command line and in the variable {@code BENCHMARK}; results and caches
 * repeat them. Pick a module that nobody else will use, for example your domain.
 *
 * @param module dotted words of letters, digits and {@code _}, never null
 * @param name one such word, or several, never null
 * @since 0.1
 */
public record Coordinates(String module, String name) {
  /** The name that a bare module stands for. */
  private static final String DEFAULT_NAME = "benchmark";

  private static final Pattern WORDS =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

  /**
   * Check both parts.
   *
   * @param module dotted words, never null
   * @param name dotted words, never null
   * @throws IllegalArgumentException if a part is not made of letters, digits, {@code _} and dots
   */
  public Coordinates {
    check("module", module);
    check("name", name);
  }

  /**
   * Read {@code module:name}, split at the last colon; a bare module means the name {@code
   * benchmark}.
   *
   * @param text what the user wrote, never null
   * @return the coordinates, never null
   * @throws IllegalArgumentException if it is not of that form; the message is fit for the user
   */
  public static Coordinates parse(String text) {
    int colon = text.lastIndexOf(':');
    return colon < 0
        ? new Coordinates(text, DEFAULT_NAME)
        : new Coordinates(text.substring(0, colon), text.substring(colon + 1));
  }

  private static void check(String part, String text) {
    Objects.requireNonNull(text, part);
    if (!WORDS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the %s '%s' is not made of letters, digits, '_' and '.'".formatted(part, text));
    }
  }

  /** Write {@code module:name}, which {@link #parse} reads back. */
  @Override
  public String toString() {
    return module + ":" + name;
  }
}
