package org.vespabench.runner.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Loads jars beside the api, blind to the plugins and services files of the tests themselves. */
final class PluginLoader extends URLClassLoader {
  private static final ClassLoader API =
      new ClassLoader(PluginLoader.class.getClassLoader()) {
        @Override
        public Enumeration<URL> getResources(String name) {
          return Collections.emptyEnumeration();
        }
      };

  private PluginLoader(List<Path> jars) {
    super(jars.stream().map(PluginLoader::url).toArray(URL[]::new), API);
  }

  /** Read the catalog of these jars, in this order; the loader is closed afterwards. */
  static PluginCatalog catalog(Path... jars) throws IOException {
    try (PluginLoader loader = new PluginLoader(List.of(jars))) {
      return PluginCatalog.load(loader, List.of(jars));
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
