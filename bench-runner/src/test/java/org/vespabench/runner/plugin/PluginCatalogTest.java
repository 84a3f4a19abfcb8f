package org.vespabench.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;

final class PluginCatalogTest {
  @TempDir private Path directory;

  @Test
  void tellsWhatAListingShows() throws IOException {
    Path jar =
        PluginJars.one(
                "Good",
                """
                static final Setting<Integer> WORDS = Setting.integer("words", 8, "in a prompt");
                public java.util.List<Setting<?>> settings() { return java.util.List.of(WORDS); }
                public String unit(Settings settings) {
                  return "x" + settings.get(WORDS) + settings.get(Setting.RUNS)
                      + settings.with(WORDS, 9).get(WORDS);
                }
                """)
            .version("1.2")
            .write(directory.resolve("a jar#1.jar"));

    Plugin plugin = PluginLoader.catalog(jar).plugins().get(0);

    assertThat(plugin.coordinates()).isEqualTo(Coordinates.parse("acme.Good"));
    assertThat(plugin.description()).isEqualTo("asks a stranger how it is");
    assertThat(plugin.settings()).extracting(Setting::name).containsExactly("words");
    assertThat(plugin.unit()).isEqualTo("x889");
    assertThat(plugin.jar()).isEqualTo(jar.toString());
    assertThat(plugin.version()).isEqualTo("1.2");
    assertThat(plugin.isProvider()).isTrue();
    assertThat(plugin.isSimulator()).isTrue();
  }

  @Test
  void aClassInBothServicesFilesIsTakenOnce() throws IOException {
    Path jar =
        PluginJars.one("Good", "")
            .services(Benchmark.class, "acme.Good\n")
            .services(TestRequestProvider.class, "acme.Good\n")
            .write(directory.resolve("both.jar"));

    PluginCatalog catalog = PluginLoader.catalog(jar);

    assertThat(catalog.plugins()).hasSize(1);
    assertThat(catalog.duplicates()).isEmpty();
    assertThat(catalog.broken()).isEmpty();
  }

  @Test
  void pluginsAreSortedByCoordinates() throws IOException {
    PluginCatalog catalog =
        PluginLoader.catalog(
            PluginJars.good(directory, "1", "C", "b.c:a", ""),
            PluginJars.good(directory, "2", "B", "b.b:z", ""),
            PluginJars.good(directory, "3", "A", "b.b:a", ""));

    assertThat(catalog.plugins())
        .extracting(plugin -> plugin.coordinates().toString())
        .containsExactly("b.b:a", "b.b:z", "b.c:a");
  }

  @Test
  void onePluginInTwoJarsIsAnErrorOnlyWhenAskedFor() throws IOException {
    Path old = PluginJars.good(directory, "old", "Good", "acme.good", "1.0");
    Path young = PluginJars.good(directory, "young", "Good", "acme.good", "1.1");
    Path other = PluginJars.good(directory, "other", "Other", "acme.other", "");

    PluginCatalog catalog = PluginLoader.catalog(old, young, other);

    assertThat(catalog.find(Coordinates.parse("acme.other")).version()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.find(Coordinates.parse("acme.good")))
        .withMessage(
            "acme.good:benchmark is there twice, as acme.Good in %s (version 1.0) and as acme.Good"
                    .formatted(old)
                + " in %s (version 1.1): remove all but one of them".formatted(young));
  }

  @Test
  void twoPluginsOfOneNameAreDuplicates() throws IOException {
    Path one = PluginJars.good(directory, "one", "One", "acme.good", "");
    Path two = PluginJars.good(directory, "two", "Two", "acme.good", "");
    Path three = PluginJars.good(directory, "three", "Three", "acme.good", "");

    PluginCatalog catalog = PluginLoader.catalog(one, two, three);

    assertThat(catalog.duplicates())
        .containsExactly(
            new DuplicatePlugin(
                Coordinates.parse("acme.good"),
                List.of("acme.One in " + one, "acme.Two in " + two, "acme.Three in " + three)));
    assertThat(catalog.duplicates().get(0)).asString().contains(" is there 3 times, as acme.One");
  }

  @Test
  void anUnknownOneGetsASuggestionTheListAndWhatIsBroken() throws IOException {
    Path broken = PluginJars.wrongType(directory);
    PluginCatalog catalog =
        PluginLoader.catalog(
            broken,
            PluginJars.good(directory, "1", "A", "benchmarks.comfyui:benchmark", ""),
            PluginJars.good(directory, "2", "B", "benchmarks.comfyui:native", ""),
            PluginJars.good(directory, "3", "C", "benchmarks.openai:benchmark", ""));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.find(Coordinates.parse("benchmarks.comfyui:nativ")))
        .withMessage(
            """
            there is no plugin benchmarks.comfyui:nativ: did you mean benchmarks.comfyui:native?
              the module benchmarks.comfyui has benchmark, native
              there are: benchmarks.comfyui:benchmark, benchmarks.comfyui:native, \
            benchmarks.openai:benchmark
              could not be loaded: %s: acme.Impostor: is in \
            META-INF/services/org.vespabench.api.TestRequestProvider but does not implement that \
            interface: correct that file"""
                .formatted(broken));
  }

  @Test
  void aJarThatNamesNoPluginIsToldWhenItIsMissed() throws IOException {
    Path silent =
        PluginJars.one("Good", "")
            .without("META-INF/services")
            .write(directory.resolve("silent.jar"));
    Path commented =
        PluginJars.one("Other", "")
            .services(TestRequestProvider.class, "# acme.Other\n")
            .write(directory.resolve("commented.jar"));
    Path named = PluginJars.good(directory, "named", "Named", "acme.named", "");

    PluginCatalog catalog = PluginLoader.catalog(silent, commented, named);

    assertThat(catalog.broken()).isEmpty();
    assertThat(catalog.overlooked())
        .extracting(BrokenPlugin::jar)
        .containsExactly(commented.toString(), silent.toString());
    assertThat(catalog.overlooked().get(1).className()).isEqualTo("acme.Good");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.find(Coordinates.parse("acme.good")))
        .withMessageContaining("passed over: ")
        .withMessageContaining(
            "it uses the contract, but its jar names no plugin: a line with the class's name is missing in"
                + " META-INF/services/org.vespabench.api.TestRequestProvider");
  }

  @Test
  void withoutAnyPluginTheErrorSaysWhereTheyGo() throws IOException {
    PluginCatalog catalog = PluginLoader.catalog();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.find(Coordinates.parse("acme.good")))
        .withMessage(
            "there is no plugin acme.good:benchmark\n"
                + "  there are no plugins at all: put their jars on the class path");
  }

  @Test
  void theClassPathOfTheTestsHasNothingBroken() {
    assertThat(PluginCatalog.ofClassPath().broken()).isEmpty();
  }
}
