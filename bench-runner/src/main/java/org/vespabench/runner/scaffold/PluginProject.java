package org.vespabench.runner.scaffold;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.vespabench.api.Coordinates;

/** Is a Maven project for one new plugin, which works as it stands. Immutable. */
public final class PluginProject {
  private static final String SERVICES = "META-INF/services/org.vespabench.api.TestRequestProvider";

  private final PluginNames names;
  private final BenchJars jars;

  private PluginProject(PluginNames names, BenchJars jars) {
    this.names = names;
    this.jars = jars;
  }

  /**
   * Plan one.
   *
   * @param coordinates what users will call the plugin
   * @param jars what it is to build against: they are copied into it
   */
  public static PluginProject of(Coordinates coordinates, BenchJars jars) {
    return new PluginProject(PluginNames.of(coordinates), jars);
  }

  /** Tell the names that were derived. */
  public PluginNames names() {
    return names;
  }

  /**
   * Write it, wholly or not at all.
   *
   * @param folder does not exist yet, or is empty
   * @throws IllegalArgumentException if it is something else; the message is for the operator
   * @throws IOException if it cannot be written
   */
  public void write(Path folder) throws IOException {
    NewFolder.make(folder, this::writeFiles);
  }

  private void writeFiles(Path root) throws IOException {
    String version = jars.version();
    Template template = template(version);
    String sources = sourceFolder() + "/" + names.className();
    write(root.resolve("pom.xml"), template.fill("pom.xml.template"));
    write(root.resolve("README.md"), template.fill("README.md.template"));
    write(root.resolve(".gitignore"), template.fill("gitignore.template"));
    write(root.resolve("src/main/java/" + sources + ".java"), template.fill(Template.PLUGIN));
    write(root.resolve("src/test/java/" + sources + "Test.java"), template.fill(Template.TEST));
    write(
        root.resolve("src/main/resources").resolve(SERVICES),
        names.packageName() + "." + names.className() + "\n");
    writeRepository(root.resolve("repository/org/vespabench"), version, template);
  }

  private Template template(String version) {
    return new Template(
        Map.ofEntries(
            entry("coordinates", names.coordinates().toString()),
            entry("short", names.shortCoordinates()),
            entry("group", names.group()),
            entry("artifact", names.artifact()),
            entry("package", names.packageName()),
            entry("folder", sourceFolder()),
            entry("class", names.className()),
            entry("release", jars.release()),
            entry("version", version)));
  }

  private String sourceFolder() {
    return names.packageName().replace('.', '/');
  }

  private void writeRepository(Path group, String version, Template template) throws IOException {
    Map<String, Path> artifacts = Map.of("bench-api", jars.api(), "bench-runner", jars.runner());
    for (Map.Entry<String, Path> artifact : artifacts.entrySet()) {
      String name = artifact.getKey();
      Path file = group.resolve(name).resolve(version).resolve(name + "-" + version);
      write(file.resolveSibling(file.getFileName() + ".pom"), template.fill(name + ".pom"));
      Files.copy(artifact.getValue(), file.resolveSibling(file.getFileName() + ".jar"));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
