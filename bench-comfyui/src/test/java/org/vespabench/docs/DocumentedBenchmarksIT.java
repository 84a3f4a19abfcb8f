package org.vespabench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/benchmarks.md} says what {@code bench list --json} says. */
class DocumentedBenchmarksIT {
  private static final String PAGE = "docs/benchmarks.md";
  private static final Pattern SETTING_ROW = Pattern.compile("^\\| `--.*\\|$", Pattern.MULTILINE);
  private static final List<String> PARTS =
      List.of("### Usage", "### API format", "### Workload unit", "### Strategy");

  @TempDir private static Path folder;
  private static List<JsonObject> plugins = List.of();

  @BeforeAll
  static void list() throws Exception {
    Program.Outcome listed = new Program(folder).bench("list", "--json");
    assertThat(listed.status()).as(listed.err()).isZero();
    plugins = objects(JsonParser.parseString(listed.out()).getAsJsonObject(), "plugins");
    assertThat(plugins).isNotEmpty();
  }

  /** Jars that somebody dropped into dist/plugins are not ours to describe. */
  private static List<JsonObject> ours() {
    return plugins.stream()
        .filter(plugin -> text(plugin, "coordinates").startsWith("benchmarks."))
        .toList();
  }

  @Test
  void everyBenchmarkHasItsSectionWithAllParts() {
    List<String> missing = new ArrayList<>();
    for (JsonObject plugin : ours()) {
      String coordinates = text(plugin, "coordinates");
      String section = Page.of(PAGE).section(coordinates);
      List<String> needed = new ArrayList<>(PARTS);
      needed.add("## " + coordinates);
      needed.add("| measures | %s |".formatted(text(plugin, "description")));
      needed.add("| roles | %s |".formatted(joined(plugin, "roles", "%s")));
      needed.add("| unit | %s |".formatted(text(plugin, "unit")));
      needed.stream()
          .filter(line -> !section.lines().toList().contains(line))
          .forEach(line -> missing.add(coordinates + ": " + line));
    }

    assertThat(missing).as("lines to add to the section of each benchmark in %s", PAGE).isEmpty();
  }

  @Test
  void everySettingHasItsRow() {
    List<String> missing = new ArrayList<>();
    List<String> stale = new ArrayList<>();
    for (JsonObject plugin : ours()) {
      String coordinates = text(plugin, "coordinates");
      List<String> rows = Page.found(SETTING_ROW, Page.of(PAGE).section(coordinates));
      List<String> wanted = objects(plugin, "settings").stream().map(s -> row(s)).toList();
      wanted.stream()
          .filter(row -> !rows.contains(row))
          .forEach(row -> missing.add(coordinates + ": " + row));
      rows.stream()
          .filter(row -> !wanted.contains(row))
          .forEach(row -> stale.add(coordinates + ": " + row));
    }

    assertThat(missing).as("lines to add to %s, under the section's Settings", PAGE).isEmpty();
    assertThat(stale).as("lines to remove from %s", PAGE).isEmpty();
  }

  @Test
  void everySectionDescribesABenchmarkThatIsThere() {
    List<String> known = plugins.stream().map(plugin -> text(plugin, "coordinates")).toList();
    List<String> described =
        Page.found(Pattern.compile("(?<=^## )\\S+:\\S+$", Pattern.MULTILINE), Page.of(PAGE).text());

    assertThat(known).as("sections of %s", PAGE).containsAll(described);
  }

  private static String row(JsonObject setting) {
    return "| `--%s` | `%s` | %s | %s |"
        .formatted(
            text(setting, "name"),
            text(setting, "default"),
            joined(setting, "variables", "`%s`"),
            text(setting, "help"));
  }

  private static String text(JsonObject parent, String name) {
    return parent.get(name).getAsString();
  }

  private static String joined(JsonObject parent, String name, String format) {
    return StreamSupport.stream(parent.getAsJsonArray(name).spliterator(), false)
        .map(element -> format.formatted(element.getAsString()))
        .collect(Collectors.joining(", "));
  }

  private static List<JsonObject> objects(JsonObject parent, String name) {
    JsonArray array = parent.getAsJsonArray(name);
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }
}
