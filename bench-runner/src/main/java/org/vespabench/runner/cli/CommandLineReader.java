package org.vespabench.runner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vespabench.api.Coordinates;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.Scenario;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.plugin.PluginCatalog;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads one command's arguments in two passes: the first, with the flags of all plugins, finds out
 * which plugin is meant; the second, with that plugin's flags alone, reads their values.
 */
final class CommandLineReader {
  private static final Setting<String> BENCHMARK =
      Setting.text("benchmark", "", "which benchmark").env("BENCHMARK");

  private final PluginCatalog catalog;
  private final Map<String, String> environment;

  CommandLineReader(PluginCatalog catalog, Map<String, String> environment) {
    this.catalog = catalog;
    this.environment = environment;
  }

  /** Tell whether the environment names a benchmark. */
  static boolean environmentNamesOne(Map<String, String> environment) {
    return new SettingResolver(environment).variable(BENCHMARK).isPresent();
  }

  /**
   * Read the arguments.
   *
   * @return empty if help was asked for, and printed
   */
  Optional<Command.Invocation> read(Command command, List<String> arguments, Console console) {
    List<Setting<?>> all = new ArrayList<>();
    if (command.hasPluginFlags()) {
      catalog.plugins().forEach(plugin -> all.addAll(plugin.settings()));
    }
    all.addAll(command.settings());
    CommandLine first = commandLine(command, all);
    ParseResult found = parse(first, arguments);
    if (found.isUsageHelpRequested()) {
      help(command, found, console);
      return Optional.empty();
    }
    Scenario scenario = scenario(command, found);
    List<String> problems = new ArrayList<>();
    Optional<Plugin> plugin = pluginIfNeeded(command, found, scenario, problems);
    List<Setting<?>> settings = settings(command, plugin);
    // Without a plugin nobody knows which of the flags are bad.
    boolean unknown = command.needsPlugin() && plugin.isEmpty();
    ParseResult parsed = unknown ? found : parse(commandLine(command, settings), arguments);
    SettingValues values =
        new SettingResolver(environment)
            .resolve(settings, Options.given(parsed), scenario, problems);
    if (!problems.isEmpty() && !command.tellsProblems()) {
      throw new UsageException(String.join("\n       ", problems));
    }
    return Optional.of(
        new Command.Invocation(plugin, argument(parsed), values, scenario, List.copyOf(problems)));
  }

  private Optional<Plugin> pluginIfNeeded(
      Command command, ParseResult found, Scenario scenario, List<String> problems) {
    if (!command.needsPlugin()) {
      return Optional.empty();
    }
    try {
      return Optional.of(plugin(command, found, scenario));
    } catch (UsageException e) {
      if (!command.tellsProblems()) {
        throw e;
      }
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Scenario scenario(Command command, ParseResult found) {
    if (!command.settings().contains(LoadSettings.SCENARIO)) {
      return Scenario.NONE;
    }
    String file =
        new SettingResolver(environment)
            .resolve(List.of(LoadSettings.SCENARIO), Options.given(found))
            .get(LoadSettings.SCENARIO);
    return file.isEmpty() ? Scenario.NONE : Scenario.read(file);
  }

  private static String argument(ParseResult parsed) {
    return parsed.hasMatchedPositional(0) ? parsed.matchedPositional(0).getValue() : "";
  }

  private static List<Setting<?>> settings(Command command, Optional<Plugin> plugin) {
    List<Setting<?>> settings = new ArrayList<>(command.settings());
    plugin.filter(one -> command.hasPluginFlags()).ifPresent(one -> addPlugins(settings, one));
    return settings;
  }

  /** A plugin may change the default of runs, concurrency and timeout; all else is the runner's. */
  private static void addPlugins(List<Setting<?>> settings, Plugin plugin) {
    List<Setting<Integer>> counts = List.of(Setting.RUNS, Setting.CONCURRENCY);
    for (Setting<?> one : plugin.settings()) {
      boolean shared = counts.contains(one) || one.equals(Setting.TIMEOUT);
      if (!shared && settings.contains(one)) {
        throw new UsageException(
            "the plugin %s in %s has a setting '%s', which is one of this program's own: its author must rename it"
                .formatted(plugin.coordinates(), plugin.jar(), one.name()));
      }
      settings.add(one);
    }
  }

  private Plugin plugin(Command command, ParseResult parsed, Scenario scenario) {
    String given = coordinates(parsed);
    String fromEnvironment = environmentCoordinates();
    String text = given.isEmpty() ? fromEnvironment : given;
    if (text.isEmpty()) {
      text = scenario.benchmark();
    }
    if (text.isEmpty()) {
      text = command.defaultCoordinates();
    }
    if (text.isEmpty()) {
      throw new UsageException(
          "no benchmark is named: give its COORDINATES, or set BENCHMARK. There are: %s"
              .formatted(
                  String.join(
                      ", ",
                      catalog.plugins().stream()
                          .map(plugin -> plugin.coordinates().toString())
                          .distinct()
                          .toList())));
    }
    try {
      return catalog.find(Coordinates.parse(text));
    } catch (IllegalArgumentException e) {
      String source = given.isEmpty() && !fromEnvironment.isEmpty() ? " (from BENCHMARK)" : "";
      throw new UsageException(e.getMessage() + source, e);
    }
  }

  private String environmentCoordinates() {
    return new SettingResolver(environment)
        .variable(BENCHMARK)
        .map(variable -> environment.getOrDefault(variable, ""))
        .orElse("");
  }

  private static String coordinates(ParseResult parsed) {
    List<String> given = new ArrayList<>();
    if (parsed.hasMatchedOption("-b")) {
      given.addAll(parsed.matchedOption("-b").originalStringValues());
    }
    if (parsed.hasMatchedPositional(0)) {
      given.addAll(parsed.matchedPositional(0).originalStringValues());
    }
    if (given.size() > 1) {
      throw new UsageException(
          "more than one benchmark is named: %s. Give one.".formatted(String.join(", ", given)));
    }
    return given.isEmpty() ? "" : given.get(0);
  }

  private static CommandLine commandLine(Command command, List<Setting<?>> settings) {
    CommandSpec spec = CommandSpec.create().name("bench " + command.name());
    spec.usageMessage().description(command.description()).width(100).sortOptions(false);
    spec.usageMessage().optionListHeading("%n");
    spec.usageMessage()
        .customSynopsis((spec.name() + " " + command.argument()).strip() + " [FLAGS]");
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("print this").build());
    if (command.needsPlugin()) {
      spec.addOption(
          OptionSpec.builder("-b", "--benchmark")
              .type(String.class)
              .paramLabel("COORDINATES")
              .description("the same as the argument COORDINATES [BENCHMARK]")
              .build());
    }
    if (!command.argument().isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index("0")
              .arity("1")
              .required(false)
              .type(String.class)
              .paramLabel("COORDINATES")
              .description("which benchmark, as in benchmarks.openai:benchmark")
              .hidden(!command.needsPlugin())
              .build());
    }
    Options.add(spec, settings);
    return new CommandLine(spec)
        .setPosixClusteredShortOptionsAllowed(false)
        .setUnmatchedOptionsArePositionalParams(false)
        .setOverwrittenOptionsAllowed(true);
  }

  private ParseResult parse(CommandLine line, List<String> arguments) {
    try {
      return line.parseArgs(arguments.toArray(new String[0]));
    } catch (UnmatchedArgumentException e) {
      throw new UsageException(unmatched(line, e), e);
    } catch (ParameterException e) {
      throw new UsageException(e.getMessage() + ". See " + name(line) + " --help", e);
    }
  }

  private String unmatched(CommandLine line, UnmatchedArgumentException e) {
    String first = e.getUnmatched().get(0);
    List<String> owners = owners(first);
    String hint =
        e.getSuggestions().isEmpty() || !owners.isEmpty()
            ? ""
            : ": did you mean %s?".formatted(e.getSuggestions().get(0));
    String owned = owners.isEmpty() ? "" : ": it is one of %s".formatted(String.join(", ", owners));
    return "unknown %s '%s'%s%s See %s --help"
        .formatted(
            first.startsWith("-") ? "flag" : "argument",
            first,
            hint,
            owned + (hint.isEmpty() ? "." : ""),
            name(line));
  }

  /** Name the plugins that have such a flag. */
  private List<String> owners(String flag) {
    String name = flag.replaceFirst("^--(no-)?", "").replaceFirst("=.*", "");
    return catalog.plugins().stream()
        .filter(plugin -> plugin.settings().stream().anyMatch(s -> s.name().equals(name)))
        .map(plugin -> plugin.coordinates().toString())
        .toList();
  }

  private static String name(CommandLine line) {
    return line.getCommandName();
  }

  private void help(Command command, ParseResult found, Console console) {
    Optional<Plugin> plugin = Optional.empty();
    Map<String, String> about = new LinkedHashMap<>();
    if (command.hasPluginFlags()) {
      try {
        plugin = Optional.of(plugin(command, found, Scenario.NONE));
        about.put("The flags of", plugin.get().coordinates().toString());
      } catch (UsageException e) {
        about.put("Name a benchmark to see", "its own flags as well.");
      }
    }
    CommandLine line = commandLine(command, settings(command, plugin));
    StringBuilder text = new StringBuilder(line.getUsageMessage());
    about.forEach((key, value) -> text.append('\n').append(key).append(' ').append(value));
    if (plugin.isPresent()) {
      text.append(" are among these.");
    }
    text.append("\nA flag --x-y is also the variable BENCH_X_Y; flags win.");
    console.result(text.append('\n').toString());
  }
}
