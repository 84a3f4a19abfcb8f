package org.vespabench.runner.plugin;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.api.Setting;

/** Reads services files and runs what they name, and survives whatever it meets. One thread. */
final class Discovery {
  /** Each failure uses up a line of the file; this ends the loop should a Java ever not do so. */
  private static final int MOST_FAILURES = 1000;

  private final ClassLoader loader;
  private final Set<String> seen = new HashSet<>();
  private final List<Found> found = new ArrayList<>();
  private final Map<String, BrokenPlugin> broken = new LinkedHashMap<>();

  /** What the plugin is asked at the moment, should it fail; empty while it is looked for. */
  private String doing = "";

  Discovery(ClassLoader loader) {
    this.loader = loader;
  }

  /** Is a plugin that works, and every place that has its class; the first was used. */
  record Found(Plugin plugin, List<Location> places) {}

  List<Found> found() {
    return found;
  }

  Collection<BrokenPlugin> broken() {
    return broken.values();
  }

  /** Read every services file of one service. */
  <B extends Benchmark> void read(Class<B> service) {
    String name = Location.servicesFile(service);
    try {
      for (URL url : Location.servicesFiles(loader, service)) {
        ServicesFile file = new ServicesFile(loader, name, url);
        read(file, file.providers(service));
      }
    } catch (IOException e) {
      add(new BrokenPlugin("", "", "cannot look for " + name + " on the class path: " + e));
    }
  }

  private <B extends Benchmark> void read(
      ServicesFile file, Iterator<ServiceLoader.Provider<B>> providers) {
    for (int failures = 0; failures < MOST_FAILURES; ) {
      try {
        doing = "";
        if (!providers.hasNext()) {
          return;
        }
        take(providers.next());
      } catch (VirtualMachineError e) {
        throw e; // out of memory or stack: no fault of this plugin that could be told
      } catch (Throwable e) {
        // LinkageError, AssertionError, ServiceConfigurationError, RuntimeException, and what other
        // languages throw undeclared: foreign code, which may never stop a run.
        failures++;
        addBroken(file, e);
      }
    }
    String reason = file + " fails without end: the rest of it is not read";
    add(new BrokenPlugin(file.path(), "", reason));
  }

  private void take(ServiceLoader.Provider<? extends Benchmark> provider) throws IOException {
    String className = provider.type().getName();
    if (!seen.add(className)) {
      return; // it stands in both services files, or in two jars
    }
    List<Location> places = Location.ofClass(loader, className);
    Location first = places.isEmpty() ? new Location("", "") : places.get(0);
    found.add(new Found(ask(provider, first), places));
  }

  private Plugin ask(ServiceLoader.Provider<? extends Benchmark> provider, Location place) {
    Benchmark benchmark = call("constructor", provider::get);
    Coordinates coordinates = call("coordinates()", benchmark::coordinates);
    String description = call("description()", benchmark::description);
    List<Setting<?>> settings = List.copyOf(call("settings()", benchmark::settings));
    String unit = call("unit()", () -> benchmark.unit(new DefaultSettings(settings)));
    return new Plugin(
        coordinates, benchmark, description, settings, unit, place.path(), place.version());
  }

  private <T> T call(String method, Supplier<T> body) {
    doing = "its " + method;
    return requireNonNull(body.get(), "it returned null");
  }

  private void addBroken(ServicesFile file, Throwable thrown) {
    String reason = Reason.of(thrown, file, doing);
    String jar = file.path();
    try {
      List<Location> places = Location.ofClass(loader, file.className());
      jar = places.isEmpty() ? jar : places.get(0).path();
    } catch (IOException e) {
      reason += " (and its jar cannot be searched: " + e.getMessage() + ")";
    }
    add(new BrokenPlugin(jar, file.className(), reason));
  }

  /** Name what Java skips in silence: a class path entry that it cannot open. */
  void check(String entry) {
    try {
      Path path = Path.of(entry).toAbsolutePath().normalize();
      unusable(path).ifPresent(reason -> add(new BrokenPlugin(path.toString(), "", reason)));
    } catch (InvalidPathException e) {
      String reason = "has a name that this locale cannot write: set LC_ALL=C.UTF-8, or rename it";
      add(new BrokenPlugin(entry, "", reason));
    }
  }

  private static Optional<String> unusable(Path path) {
    if (!Files.isRegularFile(path)) {
      boolean isMissing = Files.notExists(path) && path.toString().endsWith(".jar");
      return isMissing ? Optional.of("is on the class path, but not there") : Optional.empty();
    }
    try (JarFile jar = new JarFile(path.toFile())) {
      jar.getManifest(); // Java reads it first, and drops the whole jar when it cannot
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(Reason.ofJar(e));
    }
  }

  // A class in both services files fails twice, the second time often for a lesser reason.
  private void add(BrokenPlugin one) {
    String what = one.className().isEmpty() ? one.reason() : one.className();
    broken.putIfAbsent(one.jar() + '\n' + what, one);
  }
}
