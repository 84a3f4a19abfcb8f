package org.vespabench.runner.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.vespabench.api.Benchmark;
import org.vespabench.api.TestRequestProvider;

/**
 * Looks for jars that seem to hold a plugin, but name none, so that Java passes them over in
 * silence. It reads whole jars, and so only where somebody asks what became of a plugin.
 */
final class Overlooked {
  private static final List<Class<? extends Benchmark>> SERVICES =
      List.of(Benchmark.class, TestRequestProvider.class);

  private Overlooked() {}

  static List<BrokenPlugin> among(List<String> classPath) {
    return classPath.stream().map(Overlooked::look).flatMap(Optional::stream).toList();
  }

  private static Optional<BrokenPlugin> look(String entry) {
    try {
      Path path = Path.of(entry).toAbsolutePath().normalize();
      return Files.isRegularFile(path) ? look(path) : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty(); // told elsewhere: it cannot be read at all
    }
  }

  private static Optional<BrokenPlugin> look(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile(), false)) {
      if (isLibrary(jar) || namesOne(jar)) {
        return Optional.empty();
      }
      for (JarEntry file : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (file.getName().endsWith(".class") && uses(jar, file)) {
          return Optional.of(new BrokenPlugin(path.toString(), className(file), reason()));
        }
      }
      return Optional.empty();
    }
  }

  /** The contract itself, and what runs it, use it without being plugins. */
  private static boolean isLibrary(JarFile jar) {
    return jar.getEntry(Benchmark.class.getName().replace('.', '/') + ".class") != null
        || jar.getEntry(Overlooked.class.getName().replace('.', '/') + ".class") != null;
  }

  private static boolean namesOne(JarFile jar) throws IOException {
    for (Class<? extends Benchmark> service : SERVICES) {
      JarEntry file = jar.getJarEntry(Location.servicesFile(service));
      if (file != null && !text(jar, file).replaceAll("(?m)#.*$", "").isBlank()) {
        return true;
      }
    }
    return false;
  }

  /** A class names those that it uses in its table of constants. */
  private static boolean uses(JarFile jar, JarEntry file) throws IOException {
    String constants = text(jar, file);
    return SERVICES.stream()
        .anyMatch(service -> constants.contains(service.getName().replace('.', '/')));
  }

  private static String text(JarFile jar, JarEntry file) throws IOException {
    try (InputStream bytes = jar.getInputStream(file)) {
      return new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static String className(JarEntry file) {
    return file.getName().replaceFirst("[.]class$", "").replace('/', '.');
  }

  private static String reason() {
    return "it uses the contract, but its jar names no plugin: a line with the class's name is missing in "
        + Location.servicesFile(TestRequestProvider.class);
  }
}
