package org.vespabench.runner.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Coordinates;
import org.vespabench.api.Setting;
import org.vespabench.runner.benchmark.Version;
import org.vespabench.runner.plugin.PluginCatalog;
import org.vespabench.runner.scaffold.BenchJars;
import org.vespabench.runner.scaffold.PluginNames;
import org.vespabench.runner.scaffold.PluginProject;

/** {@code bench new-plugin}: a ready project for a plugin of one's own. */
final class NewPluginCommand implements Command {
  private static final String USAGE = "bench new-plugin DIR --coordinates acme.myapi:benchmark";

  /** The modules of the plugins that come with this program. */
  private static final String OURS = "benchmarks.";

  private static final Setting<String> COORDINATES =
      Setting.text("coordinates", "", "what the plugin is called, as in acme.myapi:benchmark")
          .where(
              NewPluginCommand::areCoordinates,
              "MODULE or MODULE:NAME, as in acme.myapi:benchmark: each part between dots begins with a letter, and has letters, digits and '_' only, so no '-'; there is at most one colon");

  private final PluginCatalog catalog;
  private final Console console;

  NewPluginCommand(PluginCatalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  private static boolean areCoordinates(String text) {
    try {
      Coordinates.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String name() {
    return "new-plugin";
  }

  @Override
  public String description() {
    return "Write a Maven project for a plugin of your own into DIR, a folder that is new or empty.";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(COORDINATES);
  }

  @Override
  public boolean needsPlugin() {
    return false;
  }

  @Override
  public String argument() {
    return "DIR";
  }

  @Override
  public int run(Invocation invocation) {
    Coordinates coordinates = coordinates(invocation);
    Path root = root(invocation.argument());
    BenchJars jars = BenchJars.ofThisProgram(Version.current());
    PluginProject project = PluginProject.of(coordinates, jars);
    write(project, root);
    if (coordinates.module().startsWith(OURS)) {
      console.say(
          "warning: modules that begin with 'benchmarks.' are Vespa Bench's own, so a later version may bring %s too: better begin with a name of yours"
              .formatted(coordinates));
    }
    sayNextSteps(project.names(), root, jars);
    return console.result(root + "\n") ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Coordinates coordinates(Invocation invocation) {
    String text = invocation.settings().get(COORDINATES);
    if (invocation.argument().isEmpty()) {
      throw new UsageException("no folder is named for the new project. Write " + USAGE);
    }
    if (text.isEmpty()) {
      throw new UsageException("the new plugin has no --coordinates. Write " + USAGE);
    }
    Coordinates coordinates = Coordinates.parse(text);
    refuseKnown(coordinates);
    return coordinates;
  }

  private static Path root(String folder) {
    Path root = Path.of(folder).toAbsolutePath().normalize();
    if (root.toString().contains("%")) {
      throw new UsageException(
          "the folder %s has a '%%' in its path, which misleads Maven: it would not find the project's own repository. Name another folder"
              .formatted(root));
    }
    return root;
  }

  private void refuseKnown(Coordinates coordinates) {
    catalog.plugins().stream()
        .filter(plugin -> plugin.coordinates().equals(coordinates))
        .findFirst()
        .ifPresent(
            plugin -> {
              throw new UsageException(
                  "the plugin %s is there already, in %s: two of one name could not be run. Choose other --coordinates"
                      .formatted(coordinates, plugin.jar()));
            });
  }

  private static void write(PluginProject project, Path root) {
    try {
      project.write(root);
    } catch (IOException e) {
      throw new BenchmarkException(
          "the project cannot be written to %s: %s. Name another folder".formatted(root, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? "the system does not say why" : reason;
  }

  private void sayNextSteps(PluginNames names, Path root, BenchJars jars) {
    Path jar = root.resolve("target").resolve(names.artifact() + ".jar");
    String plugins = jars.plugins().map(folder -> quoted(folder)).orElse("dist/plugins");
    String bench = jars.launcher().map(program -> quoted(program)).orElse("bench");
    console.say(
        """
        The plugin %s is the class %s.%s; README.md says where to go on. Next:
          mvn -f %s verify
          cp %s %s/
          %s demo %s"""
            .formatted(
                names.coordinates(),
                names.packageName(),
                names.className(),
                quoted(root),
                quoted(jar),
                plugins,
                bench,
                names.shortCoordinates()));
  }

  /** Quote a path for a shell, if it needs that. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w/.,:@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
