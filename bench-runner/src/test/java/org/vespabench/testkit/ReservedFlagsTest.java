package org.vespabench.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Setting;

/** The kit may not see the command line, and yet must know its flags. */
final class ReservedFlagsTest {
  private static final Set<String> SHARED =
      Set.of(Setting.RUNS.name(), Setting.CONCURRENCY.name(), Setting.TIMEOUT.name());

  private static final Pattern FLAG = Pattern.compile("--(?:no-)?([a-z][a-z0-9-]*)");

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "list", "demo", "simulate"})
  void everyFlagOfTheProgramIsTaken(String command) throws Exception {
    Set<String> flags = new TreeSet<>();
    Matcher found = FLAG.matcher(help(command));
    while (found.find()) {
      flags.add(found.group(1));
    }
    flags.remove("x-y"); // how the help speaks of flags in general
    flags.removeAll(SHARED);

    assertThat(flags).contains("help");
    assertThat(ListingContract.reserved()).containsAll(flags).doesNotContainAnyElementsOf(SHARED);
  }

  private static String help(String command) throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.vespabench.runner.cli.Main",
                command,
                "--help")
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    return output;
  }
}
