package org.vespabench.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is public is either to be implemented or not to be extended. */
final class PublicTypesTest {
  @Test
  void everyPublicClassIsFinalOrAbstract() throws Exception {
    List<Class<?>> types = publicTypes();

    assertThat(types).contains(Setting.class, Benchmark.class, Coordinates.class);
    // A record is final, an interface abstract; an enum with bodies is neither, yet closed.
    assertThat(types)
        .allMatch(
            type ->
                type.isEnum()
                    || Modifier.isFinal(type.getModifiers())
                    || Modifier.isAbstract(type.getModifiers()));
  }

  private static List<Class<?>> publicTypes() throws IOException, URISyntaxException {
    Path root = Path.of(Setting.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("-info"))
          .map(PublicTypesTest::load)
          .filter(type -> Modifier.isPublic(type.getModifiers()))
          .<Class<?>>map(type -> type)
          .toList();
    }
  }

  private static Class<?> load(String classFile) {
    String name = classFile.substring(0, classFile.length() - ".class".length());
    try {
      return Class.forName(name.replace('/', '.').replace('\\', '.'), false, loader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("cannot load " + name, e);
    }
  }

  private static ClassLoader loader() {
    return Setting.class.getClassLoader();
  }
}
