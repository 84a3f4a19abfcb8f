package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services file of a project under test stands in a folder of its own. */
final class DiscoverableTest {
  private static final String PACKAGE = "org.vespabench.testkit.";

  @TempDir private Path classes;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void aPluginWithItsLineIsFound() throws Exception {
    list("TestRequestProvider", "GoodPlugins$Hello");
    list("Benchmark", "GoodPlugins$Own");

    withServices(
        () -> {
          PluginAssertions.assertDiscoverable("kit.hello");
          PluginAssertions.assertDiscoverable("kit.own:benchmark");
        });
  }

  @Test
  void aMissingLineIsExplained() throws Exception {
    list("TestRequestProvider", "GoodPlugins$Jobs", "GoodPlugins$Streaming");

    assertThat(complaint("kit.hello").lines())
        .startsWith(
            "there is no plugin kit.hello:benchmark",
            "  there are: kit.jobs:benchmark, kit.streaming:benchmark")
        .endsWith(
            "  a plugin is found by a line with the name of its class, as in com.acme.Embeddings,"
                + " in",
            "  META-INF/services/org.vespabench.api.TestRequestProvider,",
            "  or, if it is no TestRequestProvider, in",
            "  META-INF/services/org.vespabench.api.Benchmark;",
            "  with Maven or Gradle that file belongs into src/main/resources");
  }

  @Test
  void anotherNameThanTheClassSaysIsSuggested() throws Exception {
    list("TestRequestProvider", "GoodPlugins$Hello");

    assertThat(complaint("kit.helo"))
        .startsWith("there is no plugin kit.helo:benchmark: did you mean kit.hello:benchmark?");
  }

  @Test
  void linesThatCannotBeLoadedAreNamedWithTheirReason() throws Exception {
    list("TestRequestProvider", "Gone", "BadListings$Demanding");
    list("Benchmark", "BadListings$NotPublic");

    assertThat(complaint("kit.hello").lines())
        .contains(
            "  could not be loaded: %s: org.vespabench.testkit.Gone: is in META-INF/services/"
                    .formatted(classes)
                + "org.vespabench.api.TestRequestProvider but in no jar: correct that file, or"
                + " build the jar again")
        .anyMatch(
            line ->
                line.endsWith(
                    "BadListings$Demanding: is not a public class with a public constructor without"
                        + " parameters: ask its author"))
        .anyMatch(
            line ->
                line.endsWith(
                    "BadListings$NotPublic: is not a public class with a public constructor without"
                        + " parameters: ask its author"));
  }

  @Test
  void twoPluginsOfOneNameAreNamed() throws Exception {
    list("TestRequestProvider", "GoodPlugins$Hello", "BadListings$Relative");

    assertThat(complaint("kit.hello"))
        .startsWith(
            "kit.hello:benchmark is there twice, as org.vespabench.testkit.GoodPlugins$Hello")
        .contains(" and as org.vespabench.testkit.BadListings$Relative in ")
        .endsWith(": remove all but one of them");
  }

  @Test
  void whatIsNoNameIsTheTestsOwnFault() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginAssertions.assertDiscoverable("kit hello"))
        .withMessage("the module 'kit hello' is not made of letters, digits, '_' and '.'");
  }

  private void list(String service, String... classNames) throws IOException {
    Path folder = Files.createDirectories(classes.resolve("META-INF/services"));
    String lines = PACKAGE + String.join("\n" + PACKAGE, classNames) + "\n";
    Files.writeString(folder.resolve("org.vespabench.api." + service), lines);
  }

  private String complaint(String coordinates) throws IOException {
    StringBuilder message = new StringBuilder();
    withServices(
        () ->
            message.append(
                catchThrowableOfType(
                        AssertionError.class,
                        () -> PluginAssertions.assertDiscoverable(coordinates))
                    .getMessage()));
    return message.toString();
  }

  private void withServices(Runnable check) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      check.run();
    }
  }
}
