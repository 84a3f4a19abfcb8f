package org.vespabench.runner.plugin;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Is where a class was found.
 *
 * @param path of the jar or directory
 * @param version the Implementation-Version of the jar, or empty
 */
record Location(String path, String version) {
  private static final String SERVICES = "META-INF/services/";

  /** Find every services file of a service, in class path order. */
  static List<URL> servicesFiles(ClassLoader loader, Class<?> service) throws IOException {
    return Collections.list(loader.getResources(servicesFile(service)));
  }

  static String servicesFile(Class<?> service) {
    return SERVICES + service.getName();
  }

  static String classFile(String className) {
    return className.replace('.', '/') + ".class";
  }

  /** Find every place that holds a class; the first is the one that is used. */
  static List<Location> ofClass(ClassLoader loader, String className) throws IOException {
    String resource = classFile(className);
    List<Location> all = new ArrayList<>();
    for (URL url : Collections.list(loader.getResources(resource))) {
      String path = path(url, resource);
      all.add(new Location(path, version(path)));
    }
    return all;
  }

  /** Cut the path of the jar or directory out of the URL of a resource in it. */
  static String path(URL url, String resource) {
    String text = url.toString();
    if (text.startsWith("jar:")) {
      // Not by the resource's length: in a multi-release jar it may stand under META-INF/versions.
      text = text.substring("jar:".length(), text.lastIndexOf("!/"));
    } else if (text.endsWith(resource)) {
      text = text.substring(0, text.length() - resource.length());
    }
    try {
      return Path.of(URI.create(text)).toString();
    } catch (RuntimeException e) {
      return text; // not in the file system, or no path: the URL says as much
    }
  }

  private static String version(String path) {
    if (!new File(path).isFile()) {
      return "";
    }
    try (JarFile jar = new JarFile(path)) {
      Manifest manifest = jar.getManifest();
      String version =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return version == null ? "" : version;
    } catch (IOException e) {
      return ""; // the class was found, so the jar works; its version is a courtesy
    }
  }

  @Override
  public String toString() {
    return version.isEmpty() ? path : path + " (version " + version + ")";
  }
}
