package org.vespabench.runner.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.vespabench.api.Coordinates;

/** Compiles sources in memory, spoils the result if asked to, and packs it into a jar. */
final class JarMaker {
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final Manifest manifest = new Manifest();

  JarMaker() {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  JarMaker version(String version) {
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    return this;
  }

  /** Compile sources that may need each other, by class name. */
  JarMaker compile(Map<String, String> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    List<String> options = List.of("--release", "17", "-proc:none", "-cp", apiPath());
    List<Source> units =
        sources.entrySet().stream().map(s -> new Source(s.getKey(), s.getValue())).toList();
    try (JavaFileManager files =
        new MemoryFiles(compiler.getStandardFileManager(null, null, UTF_8), entries)) {
      if (!compiler.getTask(complaints, files, null, options, null, units).call()) {
        throw new IllegalStateException("a plugin does not compile: " + complaints);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  JarMaker services(Class<?> service, String text) {
    return entry("META-INF/services/" + service.getName(), text.getBytes(UTF_8));
  }

  JarMaker entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  JarMaker without(String prefix) {
    entries.keySet().removeIf(name -> name.startsWith(prefix));
    return this;
  }

  JarMaker spoil(String name, UnaryOperator<byte[]> change) {
    entries.computeIfPresent(name, (key, bytes) -> change.apply(bytes));
    return this;
  }

  Path write(Path jar) {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Not java.class.path: a test runner may have put it all behind one jar's manifest.
  private static String apiPath() {
    URI api =
        URI.create(
            Coordinates.class.getProtectionDomain().getCodeSource().getLocation().toString());
    return Path.of(api).toString();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("memory:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, byte[]> written;

    MemoryFiles(JavaFileManager files, Map<String, byte[]> written) {
      super(files);
      this.written = written;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      String name = className.replace('.', '/') + kind.extension;
      return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return new ByteArrayOutputStream() {
            @Override
            public void close() {
              written.put(name, toByteArray());
            }
          };
        }
      };
    }
  }
}
