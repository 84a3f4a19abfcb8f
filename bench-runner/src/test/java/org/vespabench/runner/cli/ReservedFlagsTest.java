package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Setting;
import org.vespabench.testkit.ReservedFlags;

/** The kit may not see the command line, and yet must know its flags. */
final class ReservedFlagsTest {
  private static final Set<String> SHARED =
      Set.of(Setting.RUNS.name(), Setting.CONCURRENCY.name(), Setting.TIMEOUT.name());

  private static final Pattern FLAG = Pattern.compile("--(?:no-)?([a-z][a-z0-9-]*)");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "list", "demo", "simulate", "load", "worker"})
  void everyFlagOfTheProgramIsTaken(String command) {
    Set<String> flags = new TreeSet<>();
    Matcher found = FLAG.matcher(help(command));
    while (found.find()) {
      flags.add(found.group(1));
    }
    flags.remove("x-y"); // how the help speaks of flags in general
    flags.removeAll(SHARED);

    assertThat(flags).contains("help");
    assertThat(ReservedFlags.names()).containsAll(flags).doesNotContainAnyElementsOf(SHARED);
  }

  private String help(String command) {
    Shell.Outcome outcome = Shell.in(folder).run(command, "--help");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome.out();
  }
}
