package org.vespabench.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The program, run in this process, with an environment and a folder of its own. */
final class Shell {
  static final String WORDS = "test.words:benchmark";

  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private String plugins = "/only-words/";

  /**
   * What a shell would see.
   *
   * @param status the exit status
   * @param out stdout
   * @param err stderr
   */
  record Outcome(int status, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  private Shell(Path folder) {
    this.folder = folder;
    with("VESPA_BENCHMARK_CACHE_FILE", cacheFile().toString());
    with("BENCH_OUT", out().toString());
  }

  static Shell in(Path folder) {
    return new Shell(folder);
  }

  /** See the plugins that this folder of the tests' resources names, instead of one. */
  Shell seeing(String folderOfServices) {
    plugins = folderOfServices;
    return this;
  }

  Shell against(URI url) {
    return with("BACKEND_URL", url.toString());
  }

  Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Path cacheFile() {
    return folder.resolve(".has_benchmark");
  }

  Path out() {
    return folder.resolve("out");
  }

  Outcome run(String... arguments) {
    return run(new ByteArrayOutputStream(), arguments);
  }

  /** Run it with a stdout that may fail. */
  Outcome run(ByteArrayOutputStream out, String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, false, UTF_8), new PrintStream(err, true, UTF_8), false, 100);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (OnlyThese loader = new OnlyThese(plugins, before)) {
      thread.setContextClassLoader(loader);
      int status = new Cli(Map.copyOf(environment), console, new Interrupts()).run(arguments);
      return new Outcome(status, out.toString(UTF_8), err.toString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Sees the plugins of one folder, whichever other ones there are on the tests' class path. */
  private static final class OnlyThese extends URLClassLoader {
    OnlyThese(String folder, ClassLoader parent) {
      super(new URL[] {Shell.class.getResource(folder)}, parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.startsWith("META-INF/services/org.vespabench")
          ? findResources(name)
          : super.getResources(name);
    }
  }

  /** Read everything that was written to the folder. */
  String written() {
    try (Stream<Path> files = Files.walk(folder)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(file).append('\n').append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
