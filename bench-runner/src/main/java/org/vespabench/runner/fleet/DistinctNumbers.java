package org.vespabench.runner.fleet;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Counts different request numbers with bounded memory: a repetition is known as one among the last
 * few thousand numbers, which is where a client's second try is; one from longer ago counts again.
 * Not thread-safe.
 */
final class DistinctNumbers {
  private final int remembered;
  private final Set<String> recent = new LinkedHashSet<>();
  private long count;

  DistinctNumbers(int remembered) {
    this.remembered = remembered;
  }

  /** Count one; without a number, it is like no other. */
  void add(Optional<String> number) {
    if (number.isEmpty()) {
      count++;
    } else if (recent.add(number.get())) {
      count++;
      if (recent.size() > remembered) {
        recent.remove(recent.iterator().next());
      }
    }
  }

  long count() {
    return count;
  }
}
