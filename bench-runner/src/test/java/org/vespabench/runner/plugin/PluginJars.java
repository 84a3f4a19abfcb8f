package org.vespabench.runner.plugin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vespabench.api.TestRequestProvider;

/**
 * Makes plugin jars, a good one and every kind of broken one, each in the given directory.
 *
 * <p>Also a program, for checks from outside: {@code java -cp … PluginJars DIRECTORY}.
 */
public final class PluginJars {
  private static final String PROVIDER =
      """
      package acme;

      import org.vespabench.api.*;

      public final class CLASS implements TestRequestProvider, BackendSimulator {
        @Override
        public Coordinates coordinates() {
          return Coordinates.parse("COORDINATES");
        }

        @Override
        public String description() {
          return "asks a stranger how it is";
        }

        @Override
        public TestRequest next(RequestContext context) {
          return TestRequest.get("/health").reading(reply -> Work.asDeclared());
        }

        @Override
        public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
          return reply.work(1, (queued, worked) -> "{}");
        }
      }
      """;

  private PluginJars() {}

  /** Write one good jar and the eleven broken ones into a directory. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("usage: PluginJars DIRECTORY");
    }
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    good(directory, "stranger", "Stranger", "acme.stranger:benchmark", "1.0");
    broken(directory);
  }

  /** Make a plugin that works, version 1.0, which simulates its backend, too. */
  public static Path good(Path directory, String name, String coordinates) {
    return good(directory, name, "Good", coordinates, "1.0");
  }

  static Path good(
      Path directory, String name, String className, String coordinates, String version) {
    return new JarMaker()
        .compile(Map.of("acme." + className, provider(className, coordinates)))
        .services(TestRequestProvider.class, "acme." + className + "\n")
        .version(version)
        .write(directory.resolve(name + ".jar"));
  }

  /** Make one of each broken kind: eleven. */
  public static List<Path> broken(Path directory) {
    return List.of(
        unknownClass(directory),
        missingSuperclass(directory),
        newerJava(directory),
        badSyntax(directory),
        badUtf8(directory),
        corruptEntry(directory),
        failingInitialiser(directory),
        noPublicConstructor(directory),
        wrongType(directory),
        methodMissing(directory),
        noZip(directory));
  }

  /** Make one whose services file names a class that is not there. */
  public static Path unknownClass(Path directory) {
    return new JarMaker()
        .services(TestRequestProvider.class, "acme.Unknown\n")
        .write(directory.resolve("unknown-class.jar"));
  }

  /** Make one that extends a class that is not there. */
  public static Path missingSuperclass(Path directory) {
    String base = provider("Base", "acme.base").replace("final class", "class");
    return new JarMaker()
        .compile(
            Map.of(
                "acme.Base",
                base,
                "acme.Orphan",
                "package acme; public final class Orphan extends Base {}"))
        .without("acme/Base.class")
        .services(TestRequestProvider.class, "acme.Orphan\n")
        .write(directory.resolve("missing-superclass.jar"));
  }

  /** Make one for a Java that is not there yet. */
  public static Path newerJava(Path directory) {
    return one("Newer", "")
        .spoil(
            "acme/Newer.class",
            bytes -> {
              bytes[7] = (byte) (nextJava() + 44); // the major version of the class file
              return bytes;
            })
        .write(directory.resolve("newer-java.jar"));
  }

  // No further ahead: coverage agents know the next Java, and print a stack trace for any later
  // one.
  // But at least 26, so that jars that were made on 17 are also newer than 25.
  static int nextJava() {
    return Math.max(26, Runtime.version().feature() + 1);
  }

  /** Make one whose services file says what a class does, after a line that is right. */
  public static Path badSyntax(Path directory) {
    return one("Chatty", "")
        .services(TestRequestProvider.class, "acme.Chatty\nacme.Chatty measures chats\n")
        .write(directory.resolve("bad-syntax.jar"));
  }

  /** Make one whose services file was written by an editor that knows no UTF-8. */
  public static Path badUtf8(Path directory) {
    return new JarMaker()
        .entry(
            "META-INF/services/" + TestRequestProvider.class.getName(),
            "acme.Émile\n".getBytes(ISO_8859_1))
        .write(directory.resolve("bad-utf8.jar"));
  }

  /** Make one with a flaw in the compressed bytes of its class. */
  public static Path corruptEntry(Path directory) {
    Path jar = one("Corrupt", "").write(directory.resolve("corrupt-entry.jar"));
    return damage(jar, "acme/Corrupt.class");
  }

  static Path damage(Path jar, String entry) {
    try {
      byte[] bytes = Files.readAllBytes(jar);
      // In ISO 8859-1 each byte is a character, so that an index is an offset. The first mention is
      // the entry's header; its data follow, but for the first one, which has 4 bytes more.
      int data = new String(bytes, ISO_8859_1).indexOf(entry) + entry.length();
      Arrays.fill(bytes, data, data + 8, (byte) 0xff); // no block of deflated data starts so
      return Files.write(jar, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Make one whose static initialiser throws. */
  public static Path failingInitialiser(Path directory) {
    String member = "static { if (true) throw new IllegalStateException(\"no licence found\"); }";
    return one("Initialiser", member).write(directory.resolve("failing-initialiser.jar"));
  }

  /** Make one with a constructor that only its author can call. */
  public static Path noPublicConstructor(Path directory) {
    return one("Hermit", "private Hermit() {}").write(directory.resolve("no-constructor.jar"));
  }

  /** Make one that is no plugin. */
  public static Path wrongType(Path directory) {
    return new JarMaker()
        .compile(Map.of("acme.Impostor", "package acme; public final class Impostor {}"))
        .services(TestRequestProvider.class, "acme.Impostor\n")
        .write(directory.resolve("wrong-type.jar"));
  }

  /** Make one that was built against an API with a method that this one does not have. */
  public static Path methodMissing(Path directory) {
    String changed =
        """
        package org.vespabench.api;
        public record Coordinates(String module, String name) {
          public static Coordinates of(String text) { return new Coordinates(text, text); }
        }
        """;
    String plugin =
        """
        package acme;
        import org.vespabench.api.*;
        public final class Ancient implements TestRequestProvider {
          public Coordinates coordinates() { return Coordinates.of("acme.ancient"); }
          public TestRequest next(RequestContext context) { return TestRequest.get("/"); }
        }
        """;
    return new JarMaker()
        .compile(Map.of("org.vespabench.api.Coordinates", changed, "acme.Ancient", plugin))
        .without("org/")
        .services(TestRequestProvider.class, "acme.Ancient\n")
        .write(directory.resolve("method-missing.jar"));
  }

  /** Make a file that is no jar at all, as a failed download leaves it. */
  public static Path noZip(Path directory) {
    try {
      return Files.write(directory.resolve("no-zip.jar"), "<html>404</html>".getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Make one that is sure of itself until it is asked its name; beyond the eleven. */
  public static Path assertionAtFirstCall(Path directory) {
    String source =
        provider("Doubtful", "")
            .replace("return Coordinates.parse(\"\")", "throw new AssertionError(\"not today\")");
    return new JarMaker()
        .compile(Map.of("acme.Doubtful", source))
        .services(TestRequestProvider.class, "acme.Doubtful\n")
        .write(directory.resolve("assertion.jar"));
  }

  /** Make a plugin of one class, with a further member. */
  static JarMaker one(String className, String member) {
    String source = provider(className, "acme." + className);
    int end = source.lastIndexOf('}');
    return new JarMaker()
        .compile(Map.of("acme." + className, source.substring(0, end) + member + "\n}\n"))
        .services(TestRequestProvider.class, "acme." + className + "\n");
  }

  private static String provider(String className, String coordinates) {
    return PROVIDER.replace("CLASS", className).replace("COORDINATES", coordinates);
  }
}
