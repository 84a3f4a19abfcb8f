package org.vespabench.runner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.vespabench.runner.route.RouteCounts;

/** Writes where routed requests are, in the columns that users of the original know. */
final class RouteLines {
  /** So many workers with broken connections are named. */
  private static final int URLS = 3;

  private RouteLines() {}

  /** Write a table of one row, and a line for each worker whose connections failed. */
  static String table(RouteCounts.Moment moment, double seconds) {
    Map<String, String> columns = columns(moment, seconds);
    StringBuilder head = new StringBuilder();
    StringBuilder row = new StringBuilder();
    columns.forEach(
        (name, value) -> {
          int width = Math.max(name.length(), value.length());
          head.append(("%-" + width + "s  ").formatted(name));
          row.append(("%-" + width + "s  ").formatted(value));
        });
    List<String> lines =
        new ArrayList<>(List.of(head.toString().stripTrailing(), row.toString().stripTrailing()));
    moment.connectionErrors().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(URLS)
        .forEach(
            entry -> lines.add("  conn_error %d  %s".formatted(entry.getValue(), entry.getKey())));
    return String.join("\n", lines);
  }

  /** Write the same in one line. */
  static String line(RouteCounts.Moment moment, double seconds) {
    return columns(moment, seconds).entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining("  "));
  }

  private static Map<String, String> columns(RouteCounts.Moment moment, double seconds) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("FetchEndpoint", Integer.toString(moment.fetching()));
    columns.put("Generating", Integer.toString(moment.generating()));
    columns.put("Done", Long.toString(moment.done()));
    columns.put("Error", Long.toString(moment.failed()));
    columns.put("urls", Integer.toString(moment.urls().size()));
    columns.put("as_error", Long.toString(moment.autoscalerErrors()));
    columns.put("infer_error", Long.toString(moment.inferenceErrors()));
    columns.put("conn_error", Long.toString(connectionErrors(moment)));
    double perMinute = seconds > 0 ? moment.done() / seconds * 60 : 0;
    columns.put(
        "total_success", String.format(Locale.ROOT, "%d(%.2f/minute)", moment.done(), perMinute));
    return columns;
  }

  private static long connectionErrors(RouteCounts.Moment moment) {
    return moment.connectionErrors().values().stream().mapToLong(Long::longValue).sum();
  }
}
