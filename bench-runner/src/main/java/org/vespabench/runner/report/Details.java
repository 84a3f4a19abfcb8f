package org.vespabench.runner.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.vespabench.runner.measure.Round;

/** The backend's own figures over several rounds. */
final class Details {
  private Details() {}

  /** Compute each figure's mean over the successes. */
  static Map<String, Double> means(List<Round> rounds) {
    Map<String, double[]> sums = new TreeMap<>();
    for (Round round : rounds) {
      round
          .detail()
          .forEach(
              (name, mean) -> {
                double[] sum = sums.computeIfAbsent(name, key -> new double[2]);
                sum[0] += mean * round.completed();
                sum[1] += round.completed();
              });
    }
    Map<String, Double> means = new TreeMap<>();
    sums.forEach((name, sum) -> means.put(name, sum[0] / sum[1]));
    return means;
  }

  /** Write {@code inputTokens} as {@code Input tokens}. */
  static String label(String name) {
    String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
