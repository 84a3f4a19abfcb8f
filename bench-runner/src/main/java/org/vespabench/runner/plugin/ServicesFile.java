package org.vespabench.runner.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.vespabench.api.Benchmark;

/**
 * Shows ServiceLoader one services file, and remembers which class it went on to load: the errors
 * that it throws name neither the jar nor, for a missing superclass, the plugin. One thread.
 */
final class ServicesFile extends ClassLoader {
  private final ClassLoader parent;
  private final String name;
  private final URL url;
  private String className = "";
  private boolean isMissing;

  ServicesFile(ClassLoader parent, String name, URL url) {
    super(parent);
    this.parent = parent;
    this.name = name;
    this.url = url;
  }

  /** List the providers, without an instance of any. Its hasNext throws, too, and moves on. */
  <B extends Benchmark> Iterator<ServiceLoader.Provider<B>> providers(Class<B> service) {
    return ServiceLoader.load(service, this).stream().iterator();
  }

  /** Tell where the file is. */
  String path() {
    return Location.path(url, name);
  }

  /** Tell the class that was loaded last, or empty if the file could not be read so far. */
  String className() {
    return className;
  }

  /** Tell whether that class was not found, or not where it could be read. */
  boolean isMissing() {
    return isMissing;
  }

  /** Read the class file that was not found: Java's own class loader hides that it is damaged. */
  Optional<IOException> damage() {
    URL classFile = parent.getResource(Location.classFile(className));
    if (classFile == null) {
      return Optional.empty();
    }
    try {
      URLConnection connection = classFile.openConnection();
      connection.setUseCaches(false); // else the jar stays open
      try (InputStream in = connection.getInputStream()) {
        in.readAllBytes();
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  @Override
  public Enumeration<URL> getResources(String resource) throws IOException {
    return resource.equals(name)
        ? Collections.enumeration(List.of(url))
        : super.getResources(resource);
  }

  @Override
  protected Class<?> loadClass(String asked, boolean resolve) throws ClassNotFoundException {
    className = asked;
    isMissing = true;
    Class<?> found = super.loadClass(asked, resolve);
    isMissing = false;
    return found;
  }

  @Override
  public String toString() {
    return name;
  }
}
