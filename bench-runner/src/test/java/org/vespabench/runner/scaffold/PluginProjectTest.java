package org.vespabench.runner.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;

/** What is in a new project; that Maven builds it is checked with the shipped jars. */
final class PluginProjectTest {
  private static final String SERVICES =
      "src/main/resources/META-INF/services/org.vespabench.api.TestRequestProvider";

  @TempDir private Path folder;
  private Path root;
  private BenchJars jars;

  @BeforeEach
  void makeJars() throws IOException {
    root = folder.resolve("project");
    jars =
        new BenchJars(
            Files.writeString(folder.resolve("api.jar"), "api"),
            Files.writeString(folder.resolve("runner.jar"), "runner"),
            "0.1.0-SNAPSHOT");
  }

  private PluginProject write(String coordinates) throws IOException {
    PluginProject project = PluginProject.of(Coordinates.parse(coordinates), jars);
    project.write(root);
    return project;
  }

  private List<String> files() {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(String file) throws IOException {
    return Files.readString(root.resolve(file));
  }

  /** Where the runner's jar is in the project's repository, without the ending. */
  private String runner() throws IOException {
    String version = jars.version();
    return "repository/org/vespabench/bench-runner/%1$s/bench-runner-%1$s".formatted(version);
  }

  @Test
  void theProjectHoldsEverything() throws IOException {
    write("acme.myapi:benchmark");

    String api = runner().replace("runner", "api");
    String runner = runner();
    assertThat(files())
        .containsExactly(
            ".gitignore",
            "README.md",
            "pom.xml",
            api + ".jar",
            api + ".pom",
            runner + ".jar",
            runner + ".pom",
            "src/main/java/acme/myapi/MyapiBenchmark.java",
            SERVICES,
            "src/test/java/acme/myapi/MyapiBenchmarkTest.java");
    assertThat(text(SERVICES)).isEqualTo("acme.myapi.MyapiBenchmark\n");
    assertThat(text(api + ".jar")).isEqualTo("api");
    assertThat(text(runner + ".jar")).isEqualTo("runner");
  }

  @Test
  void noGapIsLeftAndNoPathOfThisMachineIsTold() throws IOException {
    write("acme.myapi:benchmark");

    for (String file : files()) {
      assertThat(text(file)).as(file).doesNotContain("{{", folder.toString());
    }
    assertThat(text("README.md")).contains("bench demo acme.myapi\n", "target/acme-myapi.jar");
  }

  @Test
  void eachBuildHasAVersionOfItsOwnThatMavenKeepsForEver() throws IOException {
    String version = jars.version();
    Path otherRunner = Files.writeString(folder.resolve("other.jar"), "other runner");

    assertThat(version).matches("0\\.1\\.0-[0-9a-f]{12}");
    assertThat(new BenchJars(jars.api(), jars.runner(), jars.release()).version())
        .isEqualTo(version);
    assertThat(new BenchJars(jars.api(), otherRunner, jars.release()).version())
        .isNotEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme.myapi:benchmark",
        "acme.myapi:chat_completions",
        "acme.new:class",
        "java.util:_1",
        "acme.test:request",
        "acme.scripted:reply",
        "a.very.long.module_of_many_words:with_a_name_that_is_even_longer_than_the_module"
      })
  void theSourcesCompileWithoutAWarningAndThePluginMeasures(String coordinates) throws Exception {
    PluginNames names = write(coordinates).names();

    try (CompiledProject compiled = CompiledProject.of(root)) {
      Benchmark plugin = compiled.plugin(names.packageName() + "." + names.className());
      Measurement measured =
          PluginRun.of(plugin)
              .with("runs", "1")
              .with("tokens", "5")
              .onSimulator(Capacity.defaults().withStreamRate(1000));

      assertThat(plugin.coordinates()).isEqualTo(Coordinates.parse(coordinates));
      assertThat(measured.done()).isEqualTo(50);
      assertThat(measured.failures()).isEmpty();
    }
  }

  @Test
  void theRunnersPomInTheRepositoryHasItsTrueDependencies() throws Exception {
    write("acme.myapi:benchmark");

    PomDependencies ours = PomDependencies.of(Path.of("pom.xml"));
    PomDependencies theirs = PomDependencies.of(root.resolve(runner() + ".pom"));
    assertThat(theirs.withScopes()).isNotEmpty().isEqualTo(ours.withScopes());
    assertThat(theirs.versions()).allMatch(version -> version.matches("[0-9][\\w.-]+"));
  }

  @Test
  void thePomProvidesWhatVespaBenchBringsInItsVersions() throws Exception {
    write("acme.myapi:benchmark");

    List<String> brought =
        PomDependencies.of(root.resolve(runner() + ".pom")).coordinates().stream()
            .filter(one -> one.contains(":gson:") || one.contains(":slf4j-api:"))
            .toList();
    assertThat(brought).hasSize(2);
    assertThat(PomDependencies.of(root.resolve("pom.xml")).provided())
        .containsAll(brought)
        .contains("org.vespabench:bench-api:${vespa-bench.version}")
        .hasSize(3);
  }

  @Test
  void thePomPinsWhatTheBuildOfThisProjectUses() throws Exception {
    write("acme.myapi:benchmark");

    assertThat(text("pom.xml"))
        .contains("<vespa-bench.version>" + jars.version() + "</vespa-bench.version>")
        .contains("<maven.compiler.release>17</maven.compiler.release>")
        .doesNotContain("<parent>", "SNAPSHOT");
    assertThat(PomDependencies.of(root.resolve("pom.xml")).pluginVersions())
        .hasSize(4)
        .allMatch(version -> version.matches("[0-9][\\w.-]+"));
  }

  @Test
  void aJarThatCannotBeCopiedLeavesNothing() throws IOException {
    Files.delete(jars.runner());

    assertThatThrownBy(() -> write("acme.myapi")).isInstanceOf(NoSuchFileException.class);

    assertThat(folder.toFile().list()).containsExactly("api.jar");
  }
}
