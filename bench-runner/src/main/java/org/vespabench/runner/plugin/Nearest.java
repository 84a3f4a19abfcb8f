package org.vespabench.runner.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.vespabench.api.Coordinates;
import org.vespabench.runner.config.TypingDistance;

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
    int shortest =
        Math.min(
            TypingDistance.between(written(asked), whole),
            TypingDistance.between(written(asked), tail));
    return Math.min(shortest, TypingDistance.between(asked.toString(), known.toString()));
  }

  /** Write them as people do, without the name that a bare module stands for. */
  private static String written(Coordinates one) {
    boolean isBare = Coordinates.parse(one.module()).equals(one);
    return (isBare ? one.module() : one.toString()).toLowerCase(Locale.ROOT);
  }
}
