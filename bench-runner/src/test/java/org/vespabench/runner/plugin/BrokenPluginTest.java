package org.vespabench.runner.plugin;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.api.TestRequestProvider;

final class BrokenPluginTest {
  private static final String FILE = "META-INF/services/org.vespabench.api.TestRequestProvider";

  @TempDir private Path directory;

  static Stream<Arguments> kinds() {
    int here = Runtime.version().feature();
    int newer = PluginJars.nextJava();
    return Stream.of(
        kind(
            PluginJars::unknownClass,
            "acme.Unknown",
            "is in " + FILE + " but in no jar: correct that file, or build the jar again"),
        kind(
            PluginJars::missingSuperclass,
            "acme.Orphan",
            "needs the class acme.Base, which is in no jar: add the jar that has it"),
        kind(
            PluginJars::newerJava,
            "acme.Newer",
            "built for Java %d (class file version %d), this is Java %d: run a newer Java, or ask"
                    .formatted(newer, newer + 44, here)
                + " its author for a build for "
                + here),
        kind(
            PluginJars::badSyntax,
            "",
            "line 2 of "
                + FILE
                + " is not the name of a class: write one name per line, in plain UTF-8"),
        kind(
            PluginJars::badUtf8,
            "",
            "line 1 of "
                + FILE
                + " is not the name of a class: write one name per line, in plain UTF-8"),
        kind(
            PluginJars::corruptEntry,
            "acme.Corrupt",
            "its class file cannot be read (invalid block type), the jar is damaged: download or"
                + " build it again"),
        kind(
            PluginJars::failingInitialiser,
            "acme.Initialiser",
            "its static initialiser failed: java.lang.IllegalStateException: no licence found"),
        kind(
            PluginJars::noPublicConstructor,
            "acme.Hermit",
            "is not a public class with a public constructor without parameters: ask its author"),
        kind(
            PluginJars::wrongType,
            "acme.Impostor",
            "is in " + FILE + " but does not implement that interface: correct that file"),
        kind(
            PluginJars::methodMissing,
            "acme.Ancient",
            "was built for another version of Vespa Bench or of a library"
                + " ('org.vespabench.api.Coordinates"
                + " org.vespabench.api.Coordinates.of(java.lang.String)'): ask its author for a"
                + " build for this one"),
        kind(
            PluginJars::noZip,
            "",
            "is no jar that Java can open (zip END header not found), so Java skips it without a"
                + " word: download or build it again"),
        kind(
            PluginJars::assertionAtFirstCall,
            "acme.Doubtful",
            "its coordinates() failed: java.lang.AssertionError: not today"));
  }

  private static Arguments kind(Function<Path, Path> maker, String className, String reason) {
    return arguments(maker, className, reason);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isNamedAndHidesNoOther(Function<Path, Path> maker, String className, String reason)
      throws IOException {
    Path broken = maker.apply(directory);
    Path good = PluginJars.good(directory, "good", "acme.good");

    PluginCatalog catalog = PluginLoader.catalog(broken, good);

    assertThat(catalog.broken())
        .containsExactly(new BrokenPlugin(broken.toString(), className, reason));
    assertThat(catalog.find(Coordinates.parse("acme.good")).jar()).isEqualTo(good.toString());
  }

  @Test
  void allKindsTogetherHideNoGoodOne() throws IOException {
    List<Path> jars = new ArrayList<>(PluginJars.broken(directory));
    jars.add(PluginJars.good(directory, "good", "acme.good"));

    PluginCatalog catalog = PluginLoader.catalog(jars.toArray(Path[]::new));

    assertThat(catalog.broken()).hasSize(11).extracting(BrokenPlugin::jar).doesNotHaveDuplicates();
    assertThat(catalog.plugins()).extracting(Plugin::jar).containsExactly(jars.get(11).toString());
  }

  @Test
  void aLineThatIsWrongHidesNoLineAfterIt() throws IOException {
    Path jar =
        PluginJars.one("Good", "")
            .services(TestRequestProvider.class, "acme.One\nacme.Two\nacme.Good\n")
            .write(directory.resolve("mixed.jar"));

    PluginCatalog catalog = PluginLoader.catalog(jar);

    assertThat(catalog.broken())
        .extracting(BrokenPlugin::className)
        .containsExactly("acme.One", "acme.Two");
    assertThat(catalog.plugins()).hasSize(1);
  }

  @Test
  void aClassInBothServicesFilesIsNamedOnce() throws IOException {
    Path jar =
        PluginJars.one("Loud", "public Loud() { throw new IllegalStateException(\"one\\ntwo\"); }")
            .services(Benchmark.class, "acme.Loud\n")
            .write(directory.resolve("loud.jar"));

    assertThat(PluginLoader.catalog(jar).broken())
        .extracting(BrokenPlugin::toString)
        .containsExactly(
            jar + ": acme.Loud: its constructor failed: java.lang.IllegalStateException: one two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          java.util.List settings() | throw new Error("no") | Error: no
          java.util.List settings() | return null | NullPointerException: it returned null
          String unit(Settings settings) | return null | NullPointerException: it returned null
          String unit(Settings settings) | return "" + settings.get(Setting.flag("x", true, "")) \
          | IllegalArgumentException: settings() does not list x
          """)
  void whatAListingAsksIsGuarded(String method, String statement, String reason)
      throws IOException {
    Path jar =
        PluginJars.one("Odd", "public " + method + " { " + statement + "; }")
            .write(directory.resolve("odd.jar"));
    String name = method.replaceAll(".* (\\w+\\().*", "$1)");

    assertThat(PluginLoader.catalog(jar).broken())
        .containsExactly(
            new BrokenPlugin(
                jar.toString(), "acme.Odd", "its " + name + " failed: java.lang." + reason));
  }

  @Test
  void aServicesFileThatCannotBeReadIsNamed() throws IOException {
    Path jar = PluginJars.good(directory, "good", "acme.good");
    PluginJars.damage(jar, FILE);

    assertThat(PluginLoader.catalog(jar).broken())
        .containsExactly(
            new BrokenPlugin(
                jar.toString(),
                "",
                FILE
                    + " cannot be read (invalid block type), the jar is damaged: download or build"
                    + " it again"));
  }

  @Test
  void aMethodThatItDoesNotHaveIsNamed() throws IOException {
    String empty = "package org.vespabench.api; public interface Benchmark {}";
    Path jar =
        new JarMaker()
            .compile(
                Map.of(
                    "org.vespabench.api.Benchmark",
                    empty,
                    "acme.Empty",
                    "package acme; public final class Empty"
                        + " implements org.vespabench.api.Benchmark {}"))
            .without("org/")
            .services(Benchmark.class, "acme.Empty\n")
            .write(directory.resolve("empty.jar"));

    assertThat(PluginLoader.catalog(jar).broken())
        .extracting(BrokenPlugin::reason)
        .singleElement()
        .asString()
        .startsWith("was built for another version of Vespa Bench or of a library (")
        .endsWith("): ask its author for a build for this one");
  }

  @Test
  void aJarWhoseManifestIsDamagedIsNamed() throws IOException {
    Path jar = PluginJars.good(directory, "good", "acme.good");
    PluginJars.damage(jar, "META-INF/MANIFEST.MF");

    assertThat(PluginLoader.catalog(jar).broken())
        .extracting(BrokenPlugin::reason)
        .containsExactly(
            "is no jar that Java can open (invalid block type), so Java skips it without a word:"
                + " download or build it again");
  }

  @Test
  void aNameThatTheLocaleCannotWriteIsNamed() {
    Discovery discovery = new Discovery(getClass().getClassLoader());

    discovery.check("plug\0in.jar");

    assertThat(discovery.broken())
        .containsExactly(
            new BrokenPlugin(
                "plug\0in.jar",
                "",
                "has a name that this locale cannot write: set LC_ALL=C.UTF-8, or rename it"));
  }

  @Test
  void aServicesFileThatFailsOnAndOnIsGivenUp() throws IOException {
    String names =
        IntStream.rangeClosed(1, 1001).mapToObj(i -> "acme.X" + i + "\n").collect(joining());
    Path jar =
        new JarMaker()
            .services(TestRequestProvider.class, names)
            .write(directory.resolve("endless.jar"));

    assertThat(PluginLoader.catalog(jar).broken())
        .hasSize(1001)
        .contains(
            new BrokenPlugin(
                jar.toString(), "", FILE + " fails without end: the rest of it is not read"));
  }

  @Test
  void anExceptionThatIsBrokenAsWellIsNamed() throws IOException {
    String member =
        """
        public Lame() { throw new Oops(); }
        static class Oops extends RuntimeException {
          @Override public String getMessage() { throw new NoClassDefFoundError("x"); }
        }
        """;
    Path jar = PluginJars.one("Lame", member).write(directory.resolve("lame.jar"));

    assertThat(PluginLoader.catalog(jar).broken())
        .extracting(BrokenPlugin::reason)
        .containsExactly("its constructor failed: acme.Lame$Oops");
  }

  @Test
  void aJarThatIsNotThereIsNamed() throws IOException {
    Path jar = directory.resolve("typo.jar");

    assertThat(PluginLoader.catalog(jar, directory.resolve("*")).broken())
        .containsExactly(
            new BrokenPlugin(jar.toString(), "", "is on the class path, but not there"));
  }
}
