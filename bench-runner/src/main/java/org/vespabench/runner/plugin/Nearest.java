package org.vespabench.runner.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.vespabench.api.Coordinates;

/** Finds the coordinates that the user probably meant. */
final class Nearest {
  private Nearest() {}

  /** Find the nearest, if it is at most two typing mistakes away. */
  static Optional<Coordinates> to(Coordinates asked, Collection<Coordinates> known) {
    return known.stream()
        .min(Comparator.comparingInt(one -> distance(asked, one)))
        .filter(
            one -> distance(asked, one) <= Math.max(1, Math.min(2, written(asked).length() / 3)));
  }

  private static int distance(Coordinates asked, Coordinates known) {
    String whole = written(known);
    // People leave out what stands before the last dot: "openai" means "benchmarks.openai".
    String tail = whole.substring(known.module().lastIndexOf('.') + 1);
    int shortest = Math.min(levenshtein(written(asked), whole), levenshtein(written(asked), tail));
    return Math.min(shortest, levenshtein(asked.toString(), known.toString()));
  }

  /** Write them as people do, without the name that a bare module stands for. */
  private static String written(Coordinates one) {
    boolean isBare = Coordinates.parse(one.module()).equals(one);
    return (isBare ? one.module() : one.toString()).toLowerCase(Locale.ROOT);
  }

  /** Count the letters to insert, delete or replace (Levenshtein 1966), row by row. */
  static int levenshtein(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
