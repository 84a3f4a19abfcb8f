package org.vespabench.testkit;

import static java.util.function.Predicate.not;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Is a committed list of signatures, of one part of what others compile against. */
final class SignatureFile {
  static final String COMMAND =
      "mvn -q -pl bench-runner -am test -Dtest=SignaturesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dvespabench.signatures=write";

  private static final String HEAD =
      "# Public and protected signatures, held by SignaturesTest: see docs/versioning.md\n";

  /** What plugins implement; all other interfaces of the api are the runner's to implement. */
  private static final Pattern NEW_DUTY =
      Pattern.compile(
          "org\\.vespabench\\.api\\."
              + "(Benchmark|TestRequestProvider|BackendSimulator|StreamReader): public abstract .*");

  private final Path file;

  SignatureFile(Path file) {
    this.file = file;
  }

  void write(List<String> lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, HEAD + String.join("\n", lines) + "\n");
  }

  private List<String> read() throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList()
        : List.of();
  }

  /** Say what is different, what it means, and what to do; empty if nothing is. */
  Optional<String> difference(List<String> now) throws IOException {
    List<String> before = read();
    List<String> gone = before.stream().filter(not(now::contains)).toList();
    List<String> added = now.stream().filter(not(before::contains)).toList();
    if (gone.isEmpty() && added.isEmpty()) {
      return Optional.empty();
    }
    List<String> text = new ArrayList<>();
    text.add("the public signatures are not those in " + file.getFileName() + ":");
    gone.forEach(line -> text.add("- " + line));
    added.forEach(line -> text.add("+ " + line));
    text.addAll(meaning(gone, added));
    text.add("To write the file anew: " + COMMAND);
    return Optional.of(String.join("\n", text));
  }

  private static List<String> meaning(List<String> gone, List<String> added) {
    List<String> text = new ArrayList<>();
    if (!gone.isEmpty()) {
      text.add(
          "What is gone or changed (-) breaks plugins: keep it and deprecate it; or raise the"
              + " version and write an ADR (docs/versioning.md).");
    }
    if (added.stream().anyMatch(line -> NEW_DUTY.matcher(line).matches())) {
      text.add(
          "A new abstract method (+) of an interface that plugins implement breaks them: give it a"
              + " default.");
    } else if (gone.isEmpty()) {
      text.add("What is only added (+) breaks nobody: write the file anew, and commit it.");
    }
    return text;
  }
}
