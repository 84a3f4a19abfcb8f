package org.vespabench.runner.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.api.Benchmark;

/** Starts a Java: its own class loader hides more than the one that the other tests use. */
final class RealClassPathTest {
  @TempDir private Path directory;

  @Test
  void tellsTheSameReasonsAsAnyOtherLoader() throws Exception {
    List<Path> jars = new ArrayList<>(PluginJars.broken(directory));
    jars.add(PluginJars.good(directory, "good", "acme.good"));

    assertThat(list(directory + "/*"))
        .containsExactlyElementsOf(lines(PluginLoader.catalog(jars.toArray(Path[]::new))).toList())
        .hasSize(12);
  }

  // Here, because a coverage agent in the JVM of the tests prints a stack trace about such a class.
  @Test
  void aClassFileThatIsNoneIsNamed() throws Exception {
    Path jar =
        PluginJars.one("Text", "")
            .spoil("acme/Text.class", bytes -> "no class".getBytes(UTF_8))
            .write(directory.resolve("text.jar"));

    assertThat(list(jar.toString()))
        .singleElement()
        .asString()
        .startsWith(jar + ": acme.Text: its class file is not valid (Incompatible magic value")
        .endsWith("), the jar is damaged: download or build it again");
  }

  private static List<String> list(String plugins) throws IOException, InterruptedException {
    String classPath =
        String.join(File.pathSeparator, home(Benchmark.class), home(PluginCatalog.class), plugins);
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath + File.pathSeparator + home(Main.class),
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static String home(Class<?> type) {
    URI home = URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
    return Path.of(home).toString();
  }

  private static Stream<String> lines(PluginCatalog catalog) {
    return Stream.concat(
        catalog.plugins().stream()
            .filter(plugin -> plugin.coordinates().module().startsWith("acme."))
            .map(plugin -> plugin.coordinates() + " " + plugin.jar()),
        catalog.broken().stream().map(BrokenPlugin::toString));
  }

  /** Runs in that other Java. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      lines(PluginCatalog.ofClassPath()).forEach(System.out::println);
    }
  }
}
