package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench new-plugin} as it is shipped; .ci/checks/15-new-plugin.sh has Maven build it. */
@Timeout(60)
final class NewPluginIT {
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void resolveLinks() throws IOException {
    folder = temporary.toRealPath();
  }

  private BenchProcess start(String directory, String coordinates) throws IOException {
    return BenchProcess.start(
        folder, Map.of(), "new-plugin", directory, "--coordinates", coordinates);
  }

  /** What it wrote to stderr, but for what one of the plugins on the class path prints there. */
  private static List<String> said(BenchProcess bench) {
    return bench.err().lines().filter(line -> !line.startsWith("loud: ")).toList();
  }

  @Test
  void stdoutNamesTheFolderAndStderrWhatToDoNext() throws Exception {
    try (BenchProcess bench = start("my plugins/api", "acme.myapi:benchmark")) {
      assertThat(bench.status()).as(bench.err()).isZero();

      Path root = folder.resolve("my plugins/api");
      assertThat(bench.out()).isEqualTo(root + "\n");
      assertThat(said(bench))
          .containsExactly(
              "The plugin acme.myapi:benchmark is the class acme.myapi.MyapiBenchmark; README.md"
                  + " says where to go on. Next:",
              "  mvn -f '" + root + "' verify",
              "  cp '" + root + "/target/acme-myapi.jar' " + dist().resolve("plugins") + "/",
              "  " + dist().resolve("bin/bench") + " demo acme.myapi");
      assertThat(root.resolve("pom.xml")).exists();
    }
  }

  @Test
  void theRepositoryHoldsTheShippedJars() throws Exception {
    try (BenchProcess bench = start("new", "acme.myapi:benchmark")) {
      assertThat(bench.status()).as(bench.err()).isZero();

      for (String name : new String[] {"bench-api", "bench-runner"}) {
        Path versions = folder.resolve("new/repository/org/vespabench").resolve(name);
        try (var jars = Files.walk(versions)) {
          assertThat(jars.filter(file -> file.toString().endsWith(".jar")))
              .singleElement()
              .satisfies(
                  jar ->
                      assertThat(jar)
                          .hasSameBinaryContentAs(dist().resolve("lib/" + name + ".jar")));
        }
      }
    }
  }

  @Test
  void modulesOfOursAreWarnedAbout() throws Exception {
    try (BenchProcess bench = start("new", "benchmarks.myapi")) {
      assertThat(bench.status()).isZero();

      assertThat(said(bench).get(0))
          .startsWith("warning: modules that begin with 'benchmarks.' are Vespa Bench's own");
    }
  }

  @Test
  void aFolderWithContentsIsAMistake() throws Exception {
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(mine.resolve("file"), "mine");

    try (BenchProcess bench = start("mine", "acme.myapi")) {
      assertThat(bench.status()).isEqualTo(2);

      assertThat(bench.out()).isEmpty();
      assertThat(said(bench))
          .containsExactly(
              "bench: the folder %s is not empty: name one that is, or that does not exist yet"
                  .formatted(mine));
      assertThat(mine.toFile().list()).containsExactly("file");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatCannotBeWrittenIsOneLineAndStatusOne() throws Exception {
    Files.writeString(folder.resolve("file"), "");

    try (BenchProcess bench = start("file/new", "acme.myapi")) {
      assertThat(bench.status()).isEqualTo(1);

      assertThat(bench.out()).isEmpty();
      assertThat(said(bench))
          .containsExactly(
              "bench: the project cannot be written to %s: Not a directory. Name another folder"
                  .formatted(folder.resolve("file/new")));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whereNoFolderCanBeMadeIsSaidWithoutOurOwnFiles() throws Exception {
    try (BenchProcess bench = start("/proc/acme", "acme.myapi")) {
      assertThat(bench.status()).isEqualTo(1);

      assertThat(said(bench))
          .containsExactly(
              "bench: the project cannot be written to /proc/acme: no folder can be made in /proc."
                  + " Name another folder");
    }
  }

  private static Path dist() throws IOException {
    return Path.of(System.getProperty("vespabench.dist")).toRealPath();
  }
}
