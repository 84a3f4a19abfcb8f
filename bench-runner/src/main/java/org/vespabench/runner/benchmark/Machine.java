package org.vespabench.runner.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What is known of the machine that measures, and of the GPUs in it. */
final class Machine {
  private static final long GPU_SECONDS = 5;

  private Machine() {}

  /** Describe it: JVM, operating system, cores. */
  static Map<String, String> describe() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("java", System.getProperty("java.vm.name", "") + " " + Runtime.version().toString());
    facts.put(
        "os",
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    String gpus = gpus(System.getenv());
    if (!gpus.isEmpty()) {
      facts.put("gpus", gpus);
    }
    return facts;
  }

  /** List the GPUs, one a line, as their maker's tool names them; empty if there is no tool. */
  static String gpus(Map<String, String> environment) {
    String nvidia = output(environment, "nvidia-smi", List.of("-L"));
    return nvidia.isEmpty()
        ? output(environment, "rocm-smi", List.of("--showproductname", "--csv"))
        : nvidia;
  }

  private static String output(
      Map<String, String> environment, String program, List<String> arguments) {
    boolean installed =
        Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
            .filter(folder -> !folder.isEmpty())
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    return installed ? run(program, arguments) : "";
  }

  private static String run(String program, List<String> arguments) {
    List<String> command = new java.util.ArrayList<>(List.of(program));
    command.addAll(arguments);
    try {
      Path text = Files.createTempFile("bench-gpus", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(text.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(GPU_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended && process.exitValue() == 0
            ? Files.readString(text, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"))
            : "";
      } finally {
        Files.deleteIfExists(text);
      }
    } catch (IOException e) {
      return ""; // a tool that does not run tells nothing
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
