package org.vespabench.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page as Prometheus reads it: each series once, under a name that was said to be of a type.
 *
 * @param samples values by series, as {@code name{label="value"}}
 * @param types by name
 */
record MetricsText(Map<String, Double> samples, Map<String, String> types) {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern OTHER = Pattern.compile("# (HELP|UNIT) \\S+ .+|# EOF");

  /** The labels are plain words and numbers, so there is nothing to unescape. */
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_]+)(?:\\{(\\w+=\"[^\"\\\\]*\"(?:,\\w+=\"[^\"\\\\]*\")*),?})? (\\S+)");

  static MetricsText parse(String page) {
    Map<String, Double> samples = new LinkedHashMap<>();
    Map<String, String> types = new HashMap<>();
    assertThat(page).endsWith("\n");
    page.lines().forEach(line -> read(line, samples, types));
    return new MetricsText(samples, types);
  }

  double value(String series) {
    assertThat(samples).containsKey(series);
    return samples.get(series);
  }

  private static void read(String line, Map<String, Double> samples, Map<String, String> types) {
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      assertThat(types.put(type.group(1), type.group(2))).as(line).isNull();
    } else if (!OTHER.matcher(line).matches()) {
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      assertThat(types.keySet()).as(line).anyMatch(sample.group(1)::startsWith);
      String labels = sample.group(2) == null ? "" : "{" + sample.group(2) + "}";
      double value = Double.parseDouble(sample.group(3));
      assertThat(samples.put(sample.group(1) + labels, value)).as(line).isNull();
    }
  }
}
