package org.vespabench.runner.plugin;

import static java.util.Comparator.comparing;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.runner.plugin.Discovery.Found;

/**
 * Holds the plugins that were found, and what could not be loaded and why. Immutable, but the
 * benchmarks in it may not be.
 */
public final class PluginCatalog {
  private static final Comparator<Coordinates> BY_NAME =
      comparing(Coordinates::module).thenComparing(Coordinates::name);

  private final List<Plugin> plugins;
  private final List<BrokenPlugin> broken;
  private final List<DuplicatePlugin> duplicates;
  private final List<String> classPath;

  private PluginCatalog(Discovery discovery, List<String> classPath) {
    this.classPath = List.copyOf(classPath);
    plugins =
        discovery.found().stream()
            .map(Found::plugin)
            .sorted(comparing(Plugin::coordinates, BY_NAME).thenComparing(Plugin::jar))
            .toList();
    broken =
        discovery.broken().stream()
            .sorted(comparing(BrokenPlugin::jar).thenComparing(BrokenPlugin::className))
            .toList();
    duplicates = duplicates(discovery.found());
  }

  /** Find the plugins on the class path of this Java. */
  public static PluginCatalog ofClassPath() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
    String classPath = System.getProperty("java.class.path", "");
    return discover(loader, List.of(classPath.split(Pattern.quote(File.pathSeparator))));
  }

  /**
   * Find the plugins that a class loader sees.
   *
   * @param loader where services files and classes come from
   * @param classPath the entries that it was made of, so that one that Java skips can be named
   */
  public static PluginCatalog load(ClassLoader loader, List<Path> classPath) {
    return discover(loader, classPath.stream().map(Path::toString).toList());
  }

  private static PluginCatalog discover(ClassLoader loader, List<String> classPath) {
    Discovery discovery = new Discovery(loader);
    discovery.read(Benchmark.class);
    discovery.read(TestRequestProvider.class);
    classPath.forEach(discovery::check);
    return new PluginCatalog(discovery, classPath);
  }

  // By name, not by class: two plugins of one name are as ambiguous as one plugin in two jars.
  private static List<DuplicatePlugin> duplicates(List<Found> found) {
    Map<Coordinates, List<String>> places = new TreeMap<>(BY_NAME);
    for (Found one : found) {
      String className = one.plugin().benchmark().getClass().getName();
      List<String> these =
          places.computeIfAbsent(one.plugin().coordinates(), name -> new ArrayList<>());
      one.places().forEach(place -> these.add(className + " in " + place));
    }
    return places.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(entry -> new DuplicatePlugin(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** List what works, sorted by coordinates; all that share their coordinates are in it. */
  public List<Plugin> plugins() {
    return plugins;
  }

  /** List what could not be loaded, sorted by jar. */
  public List<BrokenPlugin> broken() {
    return broken;
  }

  /**
   * List jars that seem to hold a plugin but name none, sorted by jar; one class of each is named.
   * Reads every jar of the class path.
   */
  public List<BrokenPlugin> overlooked() {
    return Overlooked.among(classPath).stream().sorted(comparing(BrokenPlugin::jar)).toList();
  }

  /** List what was found more than once, sorted by coordinates. */
  public List<DuplicatePlugin> duplicates() {
    return duplicates;
  }

  /**
   * Find the one plugin of that name.
   *
   * @throws IllegalArgumentException if there is none, or more than one; the message is for the
   *     operator
   */
  public Plugin find(Coordinates asked) {
    for (DuplicatePlugin duplicate : duplicates) {
      if (duplicate.coordinates().equals(asked)) {
        throw new IllegalArgumentException(duplicate.toString());
      }
    }
    return plugins.stream()
        .filter(plugin -> plugin.coordinates().equals(asked))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(asked)));
  }

  private String unknown(Coordinates asked) {
    List<Coordinates> known = plugins.stream().map(Plugin::coordinates).distinct().toList();
    List<String> lines = new ArrayList<>();
    lines.add(
        "there is no plugin "
            + asked
            + Nearest.to(asked, known).map(one -> ": did you mean " + one + "?").orElse(""));
    String siblings = names(known.stream().filter(one -> one.module().equals(asked.module())));
    if (!siblings.isEmpty()) {
      lines.add("the module " + asked.module() + " has " + siblings);
    }
    lines.add(
        known.isEmpty()
            ? "there are no plugins at all: put their jars on the class path"
            : "there are: " + joined(known.stream().map(Coordinates::toString)));
    duplicates.forEach(one -> lines.add(one.toString()));
    broken.forEach(one -> lines.add("could not be loaded: " + one));
    overlooked().forEach(one -> lines.add("passed over: " + one));
    return String.join("\n  ", lines);
  }

  private static String names(Stream<Coordinates> known) {
    return joined(known.map(Coordinates::name));
  }

  private static String joined(Stream<String> words) {
    return words.collect(Collectors.joining(", "));
  }
}
