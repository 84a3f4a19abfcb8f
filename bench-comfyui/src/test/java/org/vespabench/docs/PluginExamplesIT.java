package org.vespabench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.TestRequestProvider;

/**
 * The plugins that the documentation shows compile against bench-api alone and run; the commands
 * beside them work as they stand. They are run in a folder that looks like the repository.
 */
class PluginExamplesIT {
  private static final String GUIDE = "docs/plugin-guide.md";
  private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");

  /** The code that a package page shows, with the margin of its comment. */
  private static final Pattern SHOWN =
      Pattern.compile("<pre>\\{@code\\n( \\* class .*?) \\* \\}</pre>", Pattern.DOTALL);

  /** Fast, whatever the commands of the page say nothing about. */
  private static final Map<String, String> FAST =
      Map.of(
          "BENCH_STREAM_RATE", "1000", "BENCH_TTFT", "1ms", "BENCH_RUNS", "2", "BENCH_OUT", "none");

  @TempDir private Path folder;

  @BeforeEach
  void makeRepository() throws IOException {
    copy(Program.dist(), folder.resolve("dist"));
    Path bench = Files.writeString(folder.resolve("bench"), "exec dist/bin/bench \"$@\"\n");
    assertThat(bench.toFile().setExecutable(true)).isTrue();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted().toList()) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "README.md, Embeddings",
    "docs/plugin-guide.md, Generate",
    "docs/plugin-guide.md, Embeddings"
  })
  void theCommandsOfThePageWorkAsTheyStand(String name, String plugin) throws Exception {
    Page page = Page.of(name);
    Page.Block source = source(page, plugin);
    Files.writeString(folder.resolve(plugin + ".java"), source.content());
    String commands =
        page.blocks().stream()
            .filter(block -> block.language().equals("sh") && block.start() > source.start())
            .findFirst()
            .orElseThrow()
            .content();

    Program.Outcome outcome =
        new Program(folder).run(List.of("/bin/sh", "-e", "-c", commands), FAST);

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("acme.").containsPattern("\\n[0-9.]+\\n$");
    assertThat(outcome.err()).contains("SIMULATED").doesNotContain("warning:");
  }

  @ParameterizedTest
  @CsvSource({"Jobs, TestRequestProvider, 1000, Run 2/2:", "Steady, Benchmark, 50, Validity  "})
  void theOtherPluginsOfTheGuideRun(String plugin, String service, int rate, String shown)
      throws Exception {
    Files.writeString(folder.resolve(plugin + ".java"), source(Page.of(GUIDE), plugin).content());
    String commands =
        """
        javac -Xlint:all -Werror --release 17 -cp dist/lib/bench-api.jar -d classes %1$s.java
        mkdir -p classes/META-INF/services
        echo com.acme.%1$s > classes/META-INF/services/org.vespabench.api.%2$s
        jar --create --file dist/plugins/acme.jar -C classes .
        ./bench demo acme.%3$s --stream-rate %4$d
        """
            .formatted(plugin, service, plugin.toLowerCase(Locale.ROOT), rate);

    Program.Outcome outcome =
        new Program(folder).run(List.of("/bin/sh", "-e", "-c", commands), FAST);

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).matches("[0-9.]+\\n");
    assertThat(outcome.err()).contains(shown);
  }

  @Test
  void theTestOfTheGuidePasses() throws Exception {
    String test = source(Page.of(GUIDE), "GenerateTest").content();

    assertThat(passing("Generate", "GenerateTest", test)).isEqualTo(5);
  }

  @Test
  void theTestOfTheKitsPackagePagePasses() throws Exception {
    String page =
        Page.of("bench-runner/src/main/java/org/vespabench/testkit/package-info.java").text();
    Matcher shown = SHOWN.matcher(page);
    assertThat(shown.find()).isTrue();
    String imports =
        """
        package com.acme;

        import static org.assertj.core.api.Assertions.assertThat;

        import java.time.Duration;
        import org.junit.jupiter.api.Test;
        import org.vespabench.runner.simulate.Capacity;
        import org.vespabench.testkit.*;

        """;
    String test = shown.group(1).replaceAll("(?m)^ \\* ?", "");

    assertThat(passing("Jobs", "JobsTest", imports + test)).isEqualTo(5);
  }

  /** Compile a plugin of the guide and its test, run that, and count what passes. */
  private int passing(String plugin, String test, String source) throws Exception {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(services.resolve(TestRequestProvider.class.getName()), "com.acme." + plugin);
    Path first = folder.resolve(plugin + ".java");
    Files.writeString(first, source(Page.of(GUIDE), plugin).content());
    Path second = Files.writeString(folder.resolve(test + ".java"), source);
    String[] arguments = {
      "-Xlint:all",
      "-Werror",
      "-proc:none",
      "-d",
      classes.toString(),
      first.toString(),
      second.toString()
    };

    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
    return passing(classes, "com.acme." + test);
  }

  /** Run a class's tests as JUnit would, and count them; the first that fails throws. */
  private static int passing(Path classes, String name) throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      Constructor<?> constructor = loader.loadClass(name).getDeclaredConstructor();
      constructor.setAccessible(true);
      int count = 0;
      for (Method method : constructor.getDeclaringClass().getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          method.setAccessible(true);
          method.invoke(constructor.newInstance());
          count++;
        }
      }
      return count;
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void theReadmeShowsThePluginOfThePackagePage() {
    String javadoc = Page.of("bench-api/src/main/java/org/vespabench/api/package-info.java").text();

    String readme = source(Page.of("README.md"), "Embeddings").content();

    assertThat(withoutLayout(javadoc.replaceAll("(?m)^ \\* ?", "")))
        .contains(withoutLayout(readme));
  }

  private static String withoutLayout(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /** Find the block that declares a class: the whole file. */
  private static Page.Block source(Page page, String plugin) {
    return page.blocks().stream()
        .filter(block -> block.language().equals("java"))
        .filter(block -> declares(block, plugin))
        .findFirst()
        .orElseThrow(() -> new AssertionError(page.name() + " shows no class " + plugin));
  }

  private static boolean declares(Page.Block block, String plugin) {
    Matcher name = CLASS.matcher(block.content());
    return name.find() && name.group(1).equals(plugin);
  }
}
