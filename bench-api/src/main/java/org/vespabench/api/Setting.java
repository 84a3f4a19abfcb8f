package org.vespabench.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Is one thing that a user can set. The setting {@code max-tokens} is the flag {@code --max-tokens}
 * and the environment variable {@code BENCH_MAX_TOKENS}; flags win. Immutable; equal by name.
 *
 * <p>Keep settings as constants, list them in {@link Benchmark#settings()}, and read them with
 * {@link Settings#get}:
 *
 * <pre>{@code
 * static final Setting<Integer> WORDS =
 *     Setting.integer("prompt-words", 128, "words in a prompt").where(n -> n > 0, "above 0");
 * }</pre>
 *
 * @param <T> the type of its values
 * @since 0.1
 */
public final class Setting<T> {
  // Before the constants below, which are checked against it.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** How many rounds to fire; 8 by default. */
  public static final Setting<Integer> RUNS = count("runs", 8, "rounds to fire");

  /** How many requests to keep in flight; 10 by default. */
  public static final Setting<Integer> CONCURRENCY =
      count("concurrency", 10, "requests in flight at once");

  /**
   * How long one request may take, with all that follows from it; 10 minutes by default, zero
   * (written {@code none}) for no limit.
   */
  public static final Setting<Duration> TIMEOUT =
      duration("timeout", Duration.ofMinutes(10), "time limit of one request, or none");

  private final String name;
  private final T defaultValue;
  private final String help;
  private final String expected;
  private final Function<String, T> parser;
  private final List<String> aliases;
  private final Kind kind;
  private final boolean secret;

  private enum Kind {
    VALUE,
    FLAG,
    FILE
  }

  private Setting(
      String name,
      T defaultValue,
      String help,
      String expected,
      Function<String, T> parser,
      List<String> aliases,
      Kind kind,
      boolean secret) {
    this.name = name;
    this.defaultValue = Objects.requireNonNull(defaultValue, "defaultValue");
    this.help = Objects.requireNonNull(help, "help");
    this.expected = expected;
    this.parser = parser;
    this.aliases = aliases;
    this.kind = kind;
    this.secret = secret;
  }

  private static <T> Setting<T> of(
      String name, T defaultValue, String help, String expected, Function<String, T> parser) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a setting's name is lower-case words joined by '-', was '" + name + "'");
    }
    return new Setting<>(name, defaultValue, help, expected, parser, List.of(), Kind.VALUE, false);
  }

  private static Setting<Integer> count(String name, int defaultValue, String help) {
    return integer(name, defaultValue, help).where(n -> n > 0, "a whole number above 0");
  }

  /**
   * Define a setting of any text.
   *
   * @param name lower-case words joined by {@code -}
   * @param defaultValue never null
   * @param help a few words, never null
   * @return never null
   */
  public static Setting<String> text(String name, String defaultValue, String help) {
    return of(name, defaultValue, help, "text", text -> text);
  }

  /**
   * Define a setting of a whole number.
   *
   * @param name lower-case words joined by {@code -}
   * @param defaultValue any
   * @param help a few words, never null
   * @return never null
   */
  public static Setting<Integer> integer(String name, int defaultValue, String help) {
    return of(name, defaultValue, help, "a whole number", text -> Integer.valueOf(text.strip()));
  }

  /**
   * Define a setting of a finite number.
   *
   * @param name lower-case words joined by {@code -}
   * @param defaultValue any
   * @param help a few words, never null
   * @return never null
   */
  public static Setting<Double> number(String name, double defaultValue, String help) {
    return of(name, defaultValue, help, "a number", Setting::parseNumber)
        .where(n -> Double.isFinite(n), "a number");
  }

  /**
   * Define a setting of a time span, written as in {@code 250ms}, {@code 90s}, {@code 1h30m}, or
   * {@code none}, which is zero.
   *
   * @param name lower-case words joined by {@code -}
   * @param defaultValue never null
   * @param help a few words, never null
   * @return never null
   */
  public static Setting<Duration> duration(String name, Duration defaultValue, String help) {
    return of(
        name, defaultValue, help, "a number and a unit, for example 90s or 5m", Durations::parse);
  }

  /**
   * Define a setting that is on or off: {@code --x} and {@code --no-x}, or {@code true} and {@code
   * false} in the environment.
   *
   * @param name lower-case words joined by {@code -}
   * @param defaultValue any
   * @param help a few words, never null
   * @return never null
   */
  public static Setting<Boolean> flag(String name, boolean defaultValue, String help) {
    return of(name, defaultValue, help, "true or false", Setting::parseFlag).as(Kind.FLAG);
  }

  /**
   * Define a setting that is one of some words.
   *
   * @param name lower-case words joined by {@code -}
   * @param help a few words, never null
   * @param words at least one; the first is the default
   * @return never null
   */
  public static Setting<String> choice(String name, String help, String... words) {
    List<String> known = List.of(words);
    return text(name, words[0], help).where(known::contains, "one of " + String.join(", ", known));
  }

  /**
   * Define a setting that is a text file: the user gives its path, the plugin gets its contents,
   * and an empty text if the user gave none.
   *
   * @param name lower-case words joined by {@code -}
   * @param help a few words, never null
   * @return never null
   */
  public static Setting<String> file(String name, String help) {
    return of(name, "", help, "a readable text file", text -> text).as(Kind.FILE);
  }

  /**
   * Change the default.
   *
   * @param value never null
   * @return a copy, never null
   */
  public Setting<T> or(T value) {
    return new Setting<>(name, value, help, expected, parser, aliases, kind, secret);
  }

  /**
   * Read this environment variable as well, after {@code BENCH_X_Y}.
   *
   * @param variable its name, never null
   * @return a copy, never null
   */
  public Setting<T> env(String variable) {
    List<String> more = new ArrayList<>(aliases);
    more.add(Objects.requireNonNull(variable, "variable"));
    return new Setting<>(
        name, defaultValue, help, expected, parser, List.copyOf(more), kind, secret);
  }

  /**
   * Accept only values that hold.
   *
   * @param holds tells whether a value is good, never null
   * @param expected completes the sentence "… is not …", as in {@code a whole number above 0}
   * @return a copy, never null
   */
  public Setting<T> where(Predicate<T> holds, String expected) {
    Function<String, T> checked =
        text -> {
          T value = parser.apply(text);
          if (!holds.test(value)) {
            throw new IllegalArgumentException("'" + text + "' is not " + expected);
          }
          return value;
        };
    return new Setting<>(name, defaultValue, help, expected, checked, aliases, kind, secret);
  }

  /**
   * Never print, log or write the value.
   *
   * @return a copy, never null
   */
  public Setting<T> secret() {
    return new Setting<>(name, defaultValue, help, expected, parser, aliases, kind, true);
  }

  private Setting<T> as(Kind kind) {
    return new Setting<>(name, defaultValue, help, expected, parser, aliases, kind, secret);
  }

  /**
   * Read a value.
   *
   * @param text what the user wrote, or a file's contents; never null
   * @return the value, never null
   * @throws IllegalArgumentException if it is not {@link #expected()}
   */
  public T parse(String text) {
    return parser.apply(text);
  }

  /**
   * Tell the name.
   *
   * @return lower-case words joined by {@code -}
   */
  public String name() {
    return name;
  }

  /**
   * Tell the default.
   *
   * @return never null
   */
  public T defaultValue() {
    return defaultValue;
  }

  /**
   * Say what it is for.
   *
   * @return a few words, never null
   */
  public String help() {
    return help;
  }

  /**
   * Say what values look like.
   *
   * @return completes the sentence "… is not …"
   */
  public String expected() {
    return expected;
  }

  /**
   * List the other environment variables that are read.
   *
   * @return in order, unmodifiable, never null
   */
  public List<String> aliases() {
    return aliases;
  }

  /**
   * Tell whether it is on or off.
   *
   * @return true if made by {@link #flag}
   */
  public boolean isFlag() {
    return kind == Kind.FLAG;
  }

  /**
   * Tell whether the user gives a path and the plugin gets the file's contents.
   *
   * @return true if made by {@link #file}
   */
  public boolean isFile() {
    return kind == Kind.FILE;
  }

  /**
   * Tell whether the value must never be shown.
   *
   * @return true after {@link #secret}
   */
  public boolean isSecret() {
    return secret;
  }

  /** Compare by name: the same setting with another default is still that setting. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Setting<?> setting && setting.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  private static Double parseNumber(String text) {
    // Not Double.valueOf, which takes 10d and 5f for numbers: somebody's days and frames.
    return new BigDecimal(text.strip()).doubleValue();
  }

  private static Boolean parseFlag(String text) {
    return switch (text.strip()) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is not true or false");
    };
  }
}
