package org.vespabench.runner.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fills the gaps, written {@code {{name}}}, of the texts that lie beside this class. */
final class Template {
  static final String PLUGIN = "Plugin.java.template";
  static final String TEST = "PluginTest.java.template";

  private static final Pattern GAP = Pattern.compile("\\{\\{([a-z0-9-]+)\\}\\}");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import [\\w.]+\\.(\\w+);$");

  private final Map<String, String> values;

  /**
   * Create one.
   *
   * @param values what goes into the gaps, by name; versions of libraries are known already
   */
  Template(Map<String, String> values) {
    this.values = new HashMap<>(versions());
    this.values.putAll(values);
  }

  /** Fill the text of this name. */
  String fill(String name) {
    return GAP.matcher(text(name)).replaceAll(gap -> Matcher.quoteReplacement(value(gap.group(1))));
  }

  private String value(String gap) {
    String value = values.get(gap);
    if (value == null) {
      throw new IllegalStateException("nothing goes into the gap " + gap);
    }
    return value;
  }

  /** Tell which simple names the sources import, so that the plugin's class takes none of them. */
  static Set<String> importedNames() {
    return Stream.of(PLUGIN, TEST)
        .flatMap(name -> IMPORT.matcher(text(name)).results())
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  /** Read the versions that the build filled in, by library. */
  private static Map<String, String> versions() {
    Properties versions = new Properties();
    try {
      versions.load(new StringReader(text("versions.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, versions::getProperty));
  }

  private static String text(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
