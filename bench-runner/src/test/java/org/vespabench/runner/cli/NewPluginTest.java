package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bench new-plugin} refuses; {@link NewPluginIT} has what it writes. */
final class NewPluginTest {
  @TempDir private Path folder;

  private Shell.Outcome run(String line) {
    return Shell.in(folder).run(line.replace("DIR", folder + "/new").split(" "));
  }

  static List<Arguments> mistakes() {
    String usage = "Write bench new-plugin DIR --coordinates acme.myapi:benchmark";
    return List.of(
        Arguments.of(
            "new-plugin --coordinates acme.myapi",
            "no folder is named for the new project. " + usage),
        Arguments.of("new-plugin DIR", "the new plugin has no --coordinates. " + usage),
        Arguments.of(
            "new-plugin DIR% --coordinates acme.myapi",
            "the folder {folder}/new% has a '%' in its path, which misleads Maven: it would not find the"
                + " project's own repository. Name another folder"),
        Arguments.of(
            "new-plugin DIR more --coordinates acme.myapi",
            "unknown argument 'more'. See bench new-plugin --help"),
        Arguments.of(
            "new-plugin DIR --coordinate acme.myapi",
            "unknown flag '--coordinate': did you mean --coordinates? See bench new-plugin"
                + " --help"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsSaidAndNothingIsWritten(String line, String error) {
    Shell.Outcome outcome = run(line);

    String shown = error.replace("{folder}", folder.toString());
    assertThat(outcome).isEqualTo(new Shell.Outcome(2, "", "bench: " + shown + "\n"));
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme.my-api",
        "acme.2d:benchmark",
        "1acme.foo",
        "acme..foo",
        "acme.foo:a:b",
        "acme summarise"
      })
  void coordinatesOfAnotherFormAreToldTheRules(String coordinates) {
    Shell.Outcome outcome =
        Shell.in(folder).run("new-plugin", folder + "/new", "--coordinates", coordinates);

    String error =
        "bench: --coordinates '%s' is not MODULE or MODULE:NAME, as in acme.myapi:benchmark: each part between dots begins with a letter, and has letters, digits and '_' only, so no '-'; there is at most one colon (from the command line).%n";
    assertThat(outcome).isEqualTo(new Shell.Outcome(2, "", error.formatted(coordinates)));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void coordinatesThatAreTakenAreRefused() {
    Shell.Outcome outcome = run("new-plugin DIR --coordinates " + Shell.WORDS);

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("bench: the plugin test.words:benchmark is there already, in ")
        .endsWith(": two of one name could not be run. Choose other --coordinates\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void classesWithoutJarsCannotBeCopied() {
    Shell.Outcome outcome = run("new-plugin DIR --coordinates acme.myapi");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("bench: new-plugin copies the jars that it runs from, but ")
        .endsWith(" is a folder of classes: build dist/ and use dist/bin/bench\n");
    assertThat(Files.exists(folder.resolve("new"))).isFalse();
  }

  @Test
  void theHelpShowsTheFolderAndTheOnlyFlag() {
    Shell.Outcome outcome = run("new-plugin --help");

    assertThat(outcome)
        .isEqualTo(
            new Shell.Outcome(
                0,
                """
                Usage: bench new-plugin DIR [FLAGS]
                Write a Maven project for a plugin of your own into DIR, a folder that is new or empty.

                  -h, --help               print this
                      --coordinates=TEXT   what the plugin is called, as in acme.myapi:benchmark

                A flag --x-y is also the variable BENCH_X_Y; flags win.
                """,
                ""));
  }
}
