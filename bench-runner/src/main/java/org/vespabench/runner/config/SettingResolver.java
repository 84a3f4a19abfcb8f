package org.vespabench.runner.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vespabench.api.Setting;

/** Finds each setting's value: flag, environment, default. */
public final class SettingResolver {
  /** Prefixes under which the original's variables were known at one time or another. */
  private static final List<String> ALIAS_PREFIXES = List.of("", "VESPA_", "PYWORKER_");

  private static final String OUR_PREFIX = "BENCH_";
  private static final Pattern SECONDS = Pattern.compile("\\s*\\d+(\\.\\d+)?\\s*");

  private final Map<String, String> environment;

  /**
   * Create one.
   *
   * @param environment the environment's variables
   */
  public SettingResolver(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Find the values.
   *
   * @param settings those to find; of two with one name the later one's default wins, as a plugin
   *     may change a default of the runner's
   * @param flags what the command line said, by setting name
   * @throws IllegalArgumentException if a value is bad; the message is for the operator
   */
  public SettingValues resolve(List<Setting<?>> settings, Map<String, String> flags) {
    return resolve(settings, flags, Scenario.NONE);
  }

  /**
   * Find the values, those of a scenario's file among them.
   *
   * @param scenario its values give way to flags and to the environment
   * @throws IllegalArgumentException if values are bad, or the scenario has a key that is none of
   *     the settings; the message is for the operator, a line for each
   */
  public SettingValues resolve(
      List<Setting<?>> settings, Map<String, String> flags, Scenario scenario) {
    List<String> problems = new ArrayList<>();
    SettingValues values = resolve(settings, flags, scenario, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return values;
  }

  /**
   * Find the values as far as they are good; in the place of a bad one stands its default.
   *
   * @param problems gets a line for the operator for each bad one
   */
  public SettingValues resolve(
      List<Setting<?>> settings,
      Map<String, String> flags,
      Scenario scenario,
      List<String> problems) {
    Map<String, Setting<?>> known = new LinkedHashMap<>();
    settings.forEach(setting -> known.put(setting.name(), setting));
    checkKeys(known, scenario);
    Map<String, SettingValue> values = new LinkedHashMap<>();
    known.forEach(
        (name, setting) -> {
          try {
            values.put(name, value(setting, flags, scenario));
          } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            values.put(name, defaultOf(setting));
          }
        });
    return new SettingValues(known, values);
  }

  private static SettingValue defaultOf(Setting<?> setting) {
    return SettingValue.of(setting.defaultValue(), Source.DEFAULT, setting.isSecret());
  }

  private static void checkKeys(Map<String, Setting<?>> known, Scenario scenario) {
    for (String key : scenario.values().keySet()) {
      if (!known.containsKey(key)) {
        throw new IllegalArgumentException(
            "the scenario %s: '%s' is no setting. There are: %s."
                .formatted(scenario.file(), key, String.join(", ", known.keySet())));
      }
    }
  }

  private SettingValue value(Setting<?> setting, Map<String, String> flags, Scenario scenario) {
    String flag = flags.get(setting.name());
    if (flag != null) {
      return parse(setting, flag, Source.FLAG, "--" + setting.name() + " ");
    }
    Optional<String> variable = variable(setting);
    if (variable.isPresent()) {
      String text = environment.getOrDefault(variable.get(), "");
      return parse(
          setting,
          withUnit(setting, variable.get(), text),
          Source.ENVIRONMENT,
          variable.get() + "=");
    }
    String written = scenario.values().get(setting.name());
    if (written != null) {
      String where = "the scenario %s: %s ".formatted(scenario.file(), setting.name());
      return parse(setting, written, Source.SCENARIO, where);
    }
    return defaultOf(setting);
  }

  /** The original's variables for times are bare numbers: of seconds. */
  private static String withUnit(Setting<?> setting, String variable, String text) {
    boolean original = !variable.startsWith(OUR_PREFIX);
    boolean bare = setting.defaultValue() instanceof Duration && SECONDS.matcher(text).matches();
    return original && bare ? text.strip() + "s" : text;
  }

  /** Write a setting's default as a person would; empty if there is none to speak of. */
  public static String text(Setting<?> setting) {
    return defaultOf(setting).shown();
  }

  /** Name the variable that sets this, if one does; an empty one does not. */
  public Optional<String> variable(Setting<?> setting) {
    return variables(setting).stream()
        .filter(name -> !environment.getOrDefault(name, "").isEmpty())
        .findFirst();
  }

  /** Name all variables that could set this, the first that is set wins. */
  public static List<String> variables(Setting<?> setting) {
    List<String> names = new ArrayList<>();
    names.add(OUR_PREFIX + setting.name().toUpperCase(Locale.ROOT).replace('-', '_'));
    for (String alias : setting.aliases()) {
      ALIAS_PREFIXES.forEach(prefix -> names.add(prefix + alias));
    }
    return names;
  }

  private static SettingValue parse(Setting<?> setting, String text, Source source, String where) {
    try {
      Object value = setting.parse(setting.isFile() ? contents(text) : text);
      return new SettingValue(value, text, source, setting.isSecret());
    } catch (IllegalArgumentException | IOException e) {
      String shown = setting.isSecret() ? "(not shown)" : "'" + text + "'";
      String cause = e instanceof IOException ? ": " + reason(e) : "";
      throw new IllegalArgumentException(
          "%s%s is not %s%s (from %s)."
              .formatted(where, shown, setting.expected(), cause, source.label()),
          // Its message quotes the value.
          setting.isSecret() ? null : e);
    }
  }

  private static String contents(String path) throws IOException {
    try {
      return path.isEmpty() ? "" : Files.readString(Path.of(path));
    } catch (InvalidPathException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : e.toString();
  }
}
