package org.vespabench.testkit;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name of a setting that the author of a test probably meant. */
final class SettingNames {
  private SettingNames() {}

  /** Find the nearest, if it is at most two typing mistakes away. */
  static Optional<String> nearest(String asked, Collection<String> known) {
    int most = Math.max(1, Math.min(2, asked.length() / 3));
    return known.stream()
        .filter(name -> distance(asked, name) <= most)
        .min(Comparator.comparingInt(name -> distance(asked, name)));
  }

  /** Count the letters to insert, delete or replace (Levenshtein 1966), row by row. */
  private static int distance(String a, String b) {
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
