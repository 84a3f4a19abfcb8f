package org.vespabench.runner.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vespabench.runner.measure.Round;

/** Adds up the failures of several rounds. */
final class Errors {
  private Errors() {}

  static Map<String, Round.ErrorCount> of(List<Round> rounds) {
    Map<String, Round.ErrorCount> sum = new LinkedHashMap<>();
    for (Round round : rounds) {
      round.errors().forEach((label, count) -> sum.merge(label, count, Round.ErrorCount::plus));
    }
    return sum;
  }
}
