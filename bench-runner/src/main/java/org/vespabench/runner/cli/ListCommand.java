package org.vespabench.runner.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.plugin.BrokenPlugin;
import org.vespabench.runner.plugin.DuplicatePlugin;
import org.vespabench.runner.plugin.Plugin;
import org.vespabench.runner.plugin.PluginCatalog;

/** {@code bench list}: the plugins, and what could not be loaded and why. */
final class ListCommand implements Command {
  private final PluginCatalog catalog;
  private final Console console;

  ListCommand(PluginCatalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public String name() {
    return "list";
  }

  @Override
  public String description() {
    return "Show the plugins that are there, and what could not be loaded and why.";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(RunnerSettings.JSON);
  }

  @Override
  public boolean needsPlugin() {
    return false;
  }

  @Override
  public int run(Invocation invocation) {
    String text = invocation.settings().get(RunnerSettings.JSON) ? json() : table();
    return console.result(text) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private String table() {
    List<String> lines = new ArrayList<>();
    for (Plugin plugin : catalog.plugins()) {
      lines.add(plugin.coordinates().toString());
      addLine(lines, "what", plugin.description());
      addLine(lines, "roles", String.join(", ", roles(plugin)));
      addLine(lines, "unit", plugin.unit());
      addLine(
          lines,
          "settings",
          plugin.settings().stream()
              .map(setting -> "--" + setting.name())
              .collect(Collectors.joining(" ")));
      addLine(lines, "jar", (fileName(plugin.jar()) + " " + plugin.version()).strip());
      lines.add("");
    }
    if (catalog.plugins().isEmpty()) {
      lines.add("There are no plugins: put their jars on the class path, into dist/plugins.");
    }
    section(lines, "Found more than once", catalog.duplicates().stream().map(Object::toString));
    section(lines, "Could not be loaded", catalog.broken().stream().map(Object::toString));
    section(lines, "Passed over", catalog.overlooked().stream().map(Object::toString));
    return String.join("\n", lines).stripTrailing() + "\n";
  }

  private static void addLine(List<String> lines, String label, String text) {
    if (!text.isEmpty()) {
      lines.add("  %-9s %s".formatted(label, text));
    }
  }

  private static void section(
      List<String> lines, String title, java.util.stream.Stream<String> entries) {
    List<String> all = entries.toList();
    if (!all.isEmpty()) {
      lines.add(title + ":");
      all.forEach(entry -> lines.add("  " + entry));
      lines.add("");
    }
  }

  private static List<String> roles(Plugin plugin) {
    List<String> roles = new ArrayList<>(List.of("benchmark"));
    if (plugin.isProvider()) {
      roles.add("requests");
    }
    if (plugin.isSimulator()) {
      roles.add("simulator");
    }
    return roles;
  }

  static String fileName(String jar) {
    Path name = Path.of(jar).getFileName();
    return name == null ? jar : name.toString();
  }

  private String json() {
    JsonObject json = new JsonObject();
    json.addProperty("schemaVersion", 1);
    JsonArray plugins = new JsonArray();
    catalog.plugins().forEach(plugin -> plugins.add(json(plugin)));
    json.add("plugins", plugins);
    JsonArray duplicates = new JsonArray();
    catalog.duplicates().forEach(duplicate -> duplicates.add(json(duplicate)));
    json.add("duplicates", duplicates);
    JsonArray broken = new JsonArray();
    catalog.broken().forEach(one -> broken.add(json(one)));
    json.add("broken", broken);
    JsonArray overlooked = new JsonArray();
    catalog.overlooked().forEach(one -> overlooked.add(json(one)));
    json.add("overlooked", overlooked);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private static JsonObject json(Plugin plugin) {
    JsonObject json = new JsonObject();
    json.addProperty("coordinates", plugin.coordinates().toString());
    json.add("roles", strings(roles(plugin)));
    json.addProperty("unit", plugin.unit());
    json.addProperty("description", plugin.description());
    JsonArray settings = new JsonArray();
    plugin.settings().forEach(setting -> settings.add(json(setting)));
    json.add("settings", settings);
    json.addProperty("jar", plugin.jar());
    json.addProperty("version", plugin.version());
    return json;
  }

  private static JsonObject json(Setting<?> setting) {
    JsonObject json = new JsonObject();
    json.addProperty("name", setting.name());
    json.addProperty("default", SettingResolver.text(setting));
    json.addProperty("expected", setting.expected());
    json.addProperty("help", setting.help());
    json.add("variables", strings(SettingResolver.variables(setting)));
    return json;
  }

  private static JsonObject json(DuplicatePlugin duplicate) {
    JsonObject json = new JsonObject();
    json.addProperty("coordinates", duplicate.coordinates().toString());
    json.add("places", strings(duplicate.places()));
    return json;
  }

  private static JsonObject json(BrokenPlugin broken) {
    JsonObject json = new JsonObject();
    json.addProperty("jar", broken.jar());
    json.addProperty("class", broken.className());
    json.addProperty("reason", broken.reason());
    return json;
  }

  private static JsonArray strings(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }
}
