package org.vespabench.runner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValue;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.config.Source;

/** Writes the settings in force for people: a line for each, with its value and its source. */
final class ConfigTable {
  private static final int WIDEST = 60;

  private ConfigTable() {}

  /**
   * Write it.
   *
   * @param known those to show, in order
   * @param effective what stands for a default that depends on others, by name
   * @param environment the variables, to name the one that counts
   */
  static String of(
      List<Setting<?>> known,
      SettingValues settings,
      Map<String, String> effective,
      Map<String, String> environment) {
    List<String[]> rows = new ArrayList<>();
    for (Setting<?> setting : known) {
      SettingValue value = settings.all().get(setting.name());
      if (value != null) {
        rows.add(
            new String[] {
              setting.name(),
              shown(effective.getOrDefault(setting.name(), value.shown())),
              source(setting, value, environment)
            });
      }
    }
    int names = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
    int values = rows.stream().mapToInt(row -> row[1].length()).max().orElse(0);
    String form =
        "%-" + Math.max(1, names) + "s  %-" + Math.max(1, Math.min(values, WIDEST)) + "s  %s";
    StringBuilder text = new StringBuilder();
    rows.forEach(
        row -> text.append(form.formatted(row[0], row[1], row[2]).stripTrailing()).append('\n'));
    return text.toString();
  }

  /** An address may hold a password or a key, though nobody should put them there. */
  private static String shown(String value) {
    String text = value.replaceAll("\\p{Cntrl}+", " ");
    if (text.isEmpty()) {
      return "-";
    }
    return text.replaceAll("//[^/@]*@", "//(not shown)@")
        .replaceFirst("(https?://[^?]*)\\?.*", "$1?…");
  }

  private static String source(
      Setting<?> setting, SettingValue value, Map<String, String> environment) {
    return value.source() == Source.ENVIRONMENT
        ? new SettingResolver(environment).variable(setting).orElse(value.source().label())
        : value.source().label();
  }
}
