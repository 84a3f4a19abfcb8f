package org.vespabench.runner.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.RouteSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingResolver;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Makes flags of settings: {@code x-y} is {@code --x-y}, and, if it is on or off, {@code --no-x-y}.
 */
final class Options {
  private static final Map<Setting<?>, String> SHORT =
      Map.of(
          LoadSettings.N, "-n",
          LoadSettings.RPS, "-rps",
          RouteSettings.ACCOUNT_KEY, "-k",
          RouteSettings.ENDPOINT, "-e",
          RouteSettings.INSTANCE, "-i");

  private Options() {}

  static void add(CommandSpec command, List<? extends Setting<?>> settings) {
    Map<String, Setting<?>> last = new LinkedHashMap<>();
    settings.forEach(setting -> last.put(setting.name(), setting));
    for (Setting<?> setting : last.values()) {
      if (setting.isFlag()) {
        boolean on = setting.defaultValue().equals(true);
        addFlag(command, "--" + setting.name(), setting, on);
        addFlag(command, "--no-" + setting.name(), setting, !on);
      } else {
        addValue(command, setting);
      }
      if (setting.equals(RunnerSettings.OUT)) {
        addNoOut(command);
      }
    }
  }

  /** The one that says what is so anyway is not shown. */
  private static void addFlag(
      CommandSpec command, String name, Setting<?> setting, boolean hidden) {
    command.addOption(
        OptionSpec.builder(name)
            .type(boolean.class)
            .arity("0")
            .hidden(hidden)
            .description(
                escaped((name.startsWith("--no-") ? "do not " : "") + setting.help())
                    + where(setting))
            .build());
  }

  private static void addValue(CommandSpec command, Setting<?> setting) {
    command.addOption(
        OptionSpec.builder(names(setting))
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel(label(setting))
            .description(escaped(setting.help() + defaultOf(setting)) + where(setting))
            .build());
  }

  /** The original's flags, as its users type them, beside their long form. */
  private static String[] names(Setting<?> setting) {
    String name = setting.name();
    String shorter = SHORT.get(setting);
    return shorter == null ? new String[] {"--" + name} : new String[] {shorter, "--" + name};
  }

  private static void addNoOut(CommandSpec command) {
    command.addOption(
        OptionSpec.builder("--no-out")
            .type(boolean.class)
            .arity("0")
            .description("write no files")
            .build());
  }

  private static String label(Setting<?> setting) {
    if (setting.isFile()
        || setting.equals(RunnerSettings.CA_CERT)
        || setting.equals(LoadSettings.PROMPTS)) {
      return "FILE";
    }
    String type = setting.defaultValue().getClass().getSimpleName();
    return switch (type) {
      case "Integer" -> "N";
      case "Double" -> "X";
      case "Duration" -> "TIME";
      default -> "TEXT";
    };
  }

  private static String defaultOf(Setting<?> setting) {
    String text = SettingResolver.text(setting);
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private static String where(Setting<?> setting) {
    return setting.aliases().isEmpty() ? "" : " [" + setting.aliases().get(0) + "]";
  }

  /** Picocli formats descriptions: a percent sign in one would be an instruction. */
  private static String escaped(String text) {
    return text.replace("%", "%%");
  }

  /** Read what was given, by setting name: of two values the last counts, but headers add up. */
  static Map<String, String> given(ParseResult parsed) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      if (option.arity().max() > 0) {
        List<String> values = option.originalStringValues();
        boolean all = name.equals("--" + RunnerSettings.HEADER.name());
        flags.put(
            name.substring(2), all ? String.join("\n", values) : values.get(values.size() - 1));
      } else if (name.startsWith("--no-")) {
        flags.put(name.substring(5), name.equals("--no-out") ? "none" : "false");
      } else {
        flags.put(name.substring(2), "true");
      }
    }
    return flags;
  }
}
