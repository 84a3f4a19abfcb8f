package org.vespabench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/command-line.md} and {@code docs/benchmarks.md} name every flag of every command. */
class DocumentedFlagsIT {
  private static final Pattern FLAG = Pattern.compile("(?m)(?<=^ {6})--[a-z0-9-]+");
  private static final Pattern COMMAND = Pattern.compile("(?m)(?<=^ {2})[a-z-]+(?= +[A-Z])");
  private static final Pattern VARIABLE = Pattern.compile("(?<=\\[)[A-Z][A-Z_]+(?=\\])");

  @TempDir private Path folder;

  private static String documented() {
    return Page.of("docs/command-line.md").text() + Page.of("docs/benchmarks.md").text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "check",
        "list",
        "demo",
        "simulate",
        "worker",
        "autoscaler",
        "client",
        "new-plugin"
      })
  void everyFlagAndVariableIsDocumented(String command) throws Exception {
    String help = new Program(folder).bench(command, "--help").out();
    String flags = help.substring(help.indexOf('\n')); // the first line has brackets of its own
    Set<String> needed = new TreeSet<>(Page.found(VARIABLE, flags));
    // A flag that is on by default is shown as --no-x, and documented as --x.
    Page.found(FLAG, flags).forEach(flag -> needed.add(flag.replaceFirst("^--no-(?!out)", "--")));
    assertThat(needed).as("flags in: %s", help).isNotEmpty();

    needed.removeIf(name -> documented().contains("`" + name + "`"));

    assertThat(needed).as("describe these in docs/command-line.md, each in a row").isEmpty();
  }

  @Test
  void everyCommandIsDocumented() throws Exception {
    List<String> commands = Page.found(COMMAND, new Program(folder).bench("--help").out());

    assertThat(commands).contains("run", "demo");
    assertThat(commands).allMatch(command -> documented().contains("\n| `" + command + "` |"));
  }
}
