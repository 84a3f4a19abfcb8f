package org.vespabench.testkit;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.vespabench.runner.config.TypingDistance;

/** Finds the name of a setting that the author of a test probably meant. */
final class SettingNames {
  private SettingNames() {}

  /** Find the nearest, if it is at most two typing mistakes away. */
  static Optional<String> nearest(String asked, Collection<String> known) {
    int most = Math.max(1, Math.min(2, asked.length() / 3));
    return known.stream()
        .filter(name -> TypingDistance.between(asked, name) <= most)
        .min(Comparator.comparingInt(name -> TypingDistance.between(asked, name)));
  }
}
