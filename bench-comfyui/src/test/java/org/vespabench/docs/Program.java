package org.vespabench.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands as a user would, in a folder, with an environment of which nothing is inherited.
 */
final class Program {
  private static final long LIMIT_SECONDS = 60;

  private final Path folder;

  /**
   * What a command did.
   *
   * @param status its exit status
   * @param out all of stdout
   * @param err all of stderr
   */
  record Outcome(int status, String out, String err) {}

  Program(Path folder) {
    this.folder = folder;
  }

  /** The dist/ that this build made. */
  static Path dist() {
    String dist = System.getProperty("vespabench.dist");
    if (dist == null) {
      throw new IllegalStateException("run this with failsafe: mvn verify");
    }
    return Path.of(dist).toAbsolutePath().normalize();
  }

  /** Run {@code bench} and wait for it. */
  Outcome bench(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(dist().resolve("bin/bench").toString()));
    command.addAll(List.of(arguments));
    return run(command, Map.of());
  }

  Outcome run(List<String> command, Map<String, String> variables)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process = start(command, variables, out, err);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " did not end: " + Files.readString(err));
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Start a command that ends when it is told to. */
  Process start(List<String> command, Map<String, String> variables, Path out, Path err)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    String java = System.getProperty("java.home");
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", java + "/bin:" + path);
    environment.put("JAVA_HOME", java);
    environment.putAll(variables);
    return builder.start();
  }
}
