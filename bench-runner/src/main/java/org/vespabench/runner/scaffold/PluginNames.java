package org.vespabench.runner.scaffold;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.vespabench.api.Coordinates;

/**
 * Holds the names that follow from a plugin's coordinates.
 *
 * @param coordinates what users call it
 * @param group Maven's groupId
 * @param artifact Maven's artifactId, and the name of the jar
 * @param packageName the package of its class
 * @param className the name of its class, without the package
 */
public record PluginNames(
    Coordinates coordinates, String group, String artifact, String packageName, String className) {
  /** Jars of that name in {@code dist/plugins} are ours: another one would replace them. */
  private static final String OUR_JARS = "bench-";

  /** Derive them. */
  static PluginNames of(Coordinates coordinates) {
    String module = coordinates.module().toLowerCase(Locale.ROOT);
    return new PluginNames(
        coordinates,
        module.contains(".") ? module.substring(0, module.lastIndexOf('.')) : module,
        artifact(module, coordinates),
        packageName(module),
        className(coordinates));
  }

  /** Write the coordinates as people do: the name {@code benchmark} goes without saying. */
  public String shortCoordinates() {
    return isBare(coordinates) ? coordinates.module() : coordinates.toString();
  }

  private static boolean isBare(Coordinates coordinates) {
    return Coordinates.parse(coordinates.module()).equals(coordinates);
  }

  private static String artifact(String module, Coordinates coordinates) {
    String name = isBare(coordinates) ? "" : "." + coordinates.name().toLowerCase(Locale.ROOT);
    String artifact = (module + name).replace('.', '-');
    return artifact.startsWith(OUR_JARS) ? "plugin-" + artifact : artifact;
  }

  private static String packageName(String module) {
    String name =
        Arrays.stream(module.split("\\."))
            .map(word -> SourceVersion.isKeyword(word) ? word + "_" : word)
            .collect(Collectors.joining("."));
    // Java loads no class of such a package but its own.
    return name.equals("java") || name.startsWith("java.") ? "plugin." + name : name;
  }

  private static String className(Coordinates coordinates) {
    String module = coordinates.module();
    String name =
        camelCase(module.substring(module.lastIndexOf('.') + 1)) + camelCase(coordinates.name());
    String legal = SourceVersion.isIdentifier(name) ? name : "Plugin" + name;
    return Template.importedNames().contains(legal) ? legal + "Plugin" : legal;
  }

  private static String camelCase(String words) {
    String name =
        Arrays.stream(words.split("[._]"))
            .filter(word -> !word.isEmpty())
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining());
    return name.isEmpty() ? "Plugin" : name; // it was made of underscores
  }
}
