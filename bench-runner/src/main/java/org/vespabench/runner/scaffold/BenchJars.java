package org.vespabench.runner.scaffold;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Coordinates;

/**
 * Says where the jars of {@code bench-api} and {@code bench-runner} are.
 *
 * @param api the file of the one
 * @param runner the file of the other
 * @param release the version of both
 */
public record BenchJars(Path api, Path runner, String release) {
  private static final String SNAPSHOT = "-SNAPSHOT";
  private static final int DIGEST_BYTES = 6;

  /** Check that nothing is missing. */
  public BenchJars {
    requireNonNull(api, "api");
    requireNonNull(runner, "runner");
    requireNonNull(release, "release");
  }

  /**
   * Find those that this program runs from.
   *
   * @throws BenchmarkException if it runs from classes instead
   */
  public static BenchJars ofThisProgram(String release) {
    return new BenchJars(jarOf(Coordinates.class), jarOf(BenchJars.class), release);
  }

  private static Path jarOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || !source.getLocation().getProtocol().equals("file")) {
      throw new BenchmarkException("it is not known which jar holds " + type.getName());
    }
    Path jar = Path.of(URI.create(source.getLocation().toString()));
    if (!Files.isRegularFile(jar)) {
      throw new BenchmarkException(
          "new-plugin copies the jars that it runs from, but %s is a folder of classes: build dist/ and use dist/bin/bench"
              .formatted(jar));
    }
    return jar;
  }

  /** Tell into which folder users drop plugins; empty if the jars do not lie as in dist/. */
  public Optional<Path> plugins() {
    return besideLib("plugins");
  }

  /** Tell what starts this very program; empty if the jars do not lie as in dist/. */
  public Optional<Path> launcher() {
    return besideLib("bin/bench").filter(Files::isExecutable);
  }

  private Optional<Path> besideLib(String path) {
    return Optional.ofNullable(runner.toAbsolutePath().getParent())
        .filter(folder -> folder.endsWith("lib"))
        .map(lib -> lib.resolveSibling(path));
  }

  /**
   * Make the version under which a project's own repository has them: never a SNAPSHOT, and another
   * one for each build. Maven keeps a copy of what it once resolved for all projects of a user, so
   * a version of two contents would be the older content wherever that copy is.
   */
  String version() throws IOException {
    String plain =
        release.endsWith(SNAPSHOT)
            ? release.substring(0, release.length() - SNAPSHOT.length())
            : release;
    return plain + "-" + digest();
  }

  private String digest() throws IOException {
    MessageDigest sha = sha256();
    sha.update(Files.readAllBytes(api));
    sha.update(Files.readAllBytes(runner));
    return HexFormat.of().formatHex(sha.digest(), 0, DIGEST_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
