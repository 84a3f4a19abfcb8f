package org.vespabench.runner.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.slf4j.Logger;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;

/** All sources of a new project, compiled as strictly as javac can, and loaded. */
final class CompiledProject implements AutoCloseable {
  private final URLClassLoader loader;

  private CompiledProject(URLClassLoader loader) {
    this.loader = loader;
  }

  static CompiledProject of(Path root) throws IOException {
    Path classes = Files.createDirectories(root.resolve("target/classes"));
    StringWriter complaints = new StringWriter();
    List<String> options =
        List.of(
            "-Xlint:all",
            "-Werror",
            "-proc:none",
            "--release",
            "17",
            "-cp",
            classPath(),
            "-d",
            classes.toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8);
        Stream<Path> all = Files.walk(root.resolve("src"))) {
      List<Path> sources = all.filter(file -> file.toString().endsWith(".java")).toList();
      var units = files.getJavaFileObjectsFromPaths(sources);
      if (!compiler.getTask(complaints, files, null, options, null, units).call()) {
        throw new AssertionError(complaints.toString());
      }
    }
    return new CompiledProject(new URLClassLoader(new URL[] {classes.toUri().toURL()}));
  }

  /** What the generated pom puts there: the api, the runner with the kit, its libraries, JUnit. */
  private static String classPath() {
    return Stream.of(
            Coordinates.class,
            PluginProject.class,
            JsonParser.class,
            Logger.class,
            Test.class,
            API.class,
            AssertionFailedError.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().toString())
        .map(url -> Path.of(URI.create(url)).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  Benchmark plugin(String className) throws ReflectiveOperationException {
    return (Benchmark) loader.loadClass(className).getConstructor().newInstance();
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
