package org.vespabench.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Optional;
import org.vespabench.api.Benchmark;

/**
 * Loads a plugin's classes once more, with nothing in them initialised, as at the start of a
 * program. Classes that lie elsewhere than the plugin's own are those that are there already.
 */
final class FreshLoader extends ClassLoader {
  private static final String API = Benchmark.class.getPackageName() + ".";

  private final ClassLoader original;

  /**
   * Where the plugin's jar or folder of classes is: what the URLs of its class files begin with.
   */
  private final String root;

  private FreshLoader(ClassLoader original, String root) {
    super(original);
    this.original = original;
    this.root = root;
  }

  /**
   * Load a class anew; empty if nobody tells where its file is.
   *
   * @throws ClassNotFoundException if the file cannot be read
   */
  static Optional<Class<?>> load(Class<?> type) throws ClassNotFoundException {
    ClassLoader original = type.getClassLoader();
    String file = file(type.getName());
    URL url = original == null ? null : original.getResource(file);
    if (original == null || url == null || !url.toString().endsWith(file)) {
      return Optional.empty();
    }
    String whole = url.toString();
    String root = whole.substring(0, whole.length() - file.length());
    return Optional.of(new FreshLoader(original, root).loadClass(type.getName()));
  }

  private static String file(String name) {
    return name.replace('.', '/') + ".class";
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      return isOfThePlugin(name) ? define(name) : super.loadClass(name, resolve);
    }
  }

  private boolean isOfThePlugin(String name) {
    // The api is one for all, even where somebody put it into the same jar.
    if (name.startsWith("java.") || name.startsWith(API)) {
      return false;
    }
    URL url = original.getResource(file(name));
    return url != null && url.toString().equals(root + file(name));
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = original.getResourceAsStream(file(name))) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
