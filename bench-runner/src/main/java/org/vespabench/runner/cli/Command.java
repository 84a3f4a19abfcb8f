package org.vespabench.runner.cli;

import java.util.List;
import java.util.Optional;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.Scenario;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.plugin.Plugin;

/** One of the program's commands. */
interface Command {
  /**
   * What the command line asks for: which plugin, the argument if given, the values in force, the
   * scenario that some of them are from, and what is wrong with it all; nothing is, unless the
   * command {@linkplain #tellsProblems tells problems} itself.
   */
  record Invocation(
      Optional<Plugin> plugin,
      String argument,
      SettingValues settings,
      Scenario scenario,
      List<String> problems) {
    Plugin needPlugin() {
      return plugin.orElseThrow(() -> new IllegalStateException("the command has no plugin"));
    }
  }

  /** Tell its name on the command line. */
  String name();

  /** Say what it does, in one line. */
  String description();

  /** List the settings that it reads, the plugin's not among them. */
  List<Setting<?>> settings();

  /** Tell whether it is about one plugin. */
  default boolean needsPlugin() {
    return true;
  }

  /**
   * Tell whether it runs although something is wrong with what was asked for, to tell all of it at
   * once.
   */
  default boolean tellsProblems() {
    return false;
  }

  /** Tell whether it reads that plugin's settings, so that they are flags. */
  default boolean hasPluginFlags() {
    return needsPlugin();
  }

  /** Tell which plugin it takes where none is named; empty if one must be. */
  default String defaultCoordinates() {
    return "";
  }

  /** Show the argument that it takes, as the help does; empty if it takes none. */
  default String argument() {
    return needsPlugin() ? "[COORDINATES]" : "";
  }

  /**
   * Do it.
   *
   * @return the exit status
   * @throws UsageException for an operator's mistake
   */
  int run(Invocation invocation) throws Exception;
}
