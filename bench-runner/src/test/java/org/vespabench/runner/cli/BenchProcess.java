package org.vespabench.runner.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.vespabench.runner.benchmark.Words;

/** The shipped jars and the plugins of these tests, as a process in a folder of its own. */
final class BenchProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  /** Signal 2 is bit 1. */
  private static final long SIGINT_BIT = 2;

  private final Process process;
  private final Path out;
  private final Path err;

  private BenchProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Start it as the documentation says. */
  static BenchProcess start(Path folder, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(java(), "-Dfile.encoding=UTF-8", "-cp", classPath(), "BenchRunner"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "stdout", ".txt");
    Path err = Files.createTempFile(folder, "stderr", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(variables);
    return new BenchProcess(builder.start(), out, err);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() {
    String dist = System.getProperty("vespabench.dist");
    if (dist == null) {
      throw new IllegalStateException("run this with failsafe: mvn verify");
    }
    Path classes =
        Path.of(
            URI.create(Words.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    Path lib = Path.of(dist).toAbsolutePath().normalize().resolve("lib").resolve("*");
    Path services = classes.resolve("several-plugins");
    return String.join(File.pathSeparator, lib.toString(), classes.toString(), services.toString());
  }

  /**
   * Press Ctrl-C. Who was started with that ignored goes on ignoring it: that one is terminated.
   */
  void interrupt() throws IOException, InterruptedException {
    signal(ignoresInterrupts() ? "TERM" : "INT");
  }

  boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(mask -> (mask & SIGINT_BIT) != 0);
  }

  /** Send a signal, as a container does that is stopped. */
  void terminate() throws IOException, InterruptedException {
    signal("TERM");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("kill -" + name + " answered " + status);
    }
  }

  /** Wait for its end and tell the exit status. */
  int status() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it did not end within " + LIMIT_SECONDS + " s: " + err());
    }
    return process.exitValue();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
