package org.vespabench.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SummaryTest {
  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar-EG"})
  void aResultIsWrittenLineByLineAlikeInEveryLanguage(String language) {
    List<String> lines =
        InLocale.of(Locale.forLanguageTag(language), () -> Summary.of(Results.measured()));

    assertThat(lines)
        .contains(
            "Maximum          1125.00 tokens/s, the best round",
            "Mean             1062.50 tokens/s, 95 % interval 268.36 to 1856.64,"
                + " standard deviation 88.39, of 2 rounds",
            "Work done        900.00 tokens/s, 80.0 % of what was declared",
            "Detail           loadMillis 7.25",
            "Requests         19 of 20 successful, 10 connections opened, reused 9 times,"
                + " 1 found closed and replaced",
            "Queue millis     12.50 a request",
            "  50.0 % of the gaps between events fell inside one read and are in no figure",
            "Failed           1 × status:503, the first: the backend answered 503",
            "Validity         suspect",
            "                 - 1 of 20 requests failed",
            "Note             the first of its kind");
  }

  @Test
  void aRateThatWasKeptUpIsToldWithItsInterval() {
    List<String> lines = Summary.of(Results.sustained(99.0, 101.0, 99.0, 101.0, 100.0));

    assertThat(lines)
        .contains(
            "Sustained        100.00 tokens/s for 30.00 s, with 10 in flight",
            "Interval         95 % from 98.76 to 101.24, of 5 batches of 5.00 s",
            "Work done        50.00 tokens/s, 50.0 % of what was declared")
        .noneMatch(line -> line.startsWith("Maximum") || line.startsWith("Mean"));
    assertThat(Summary.of(Results.sustained(100.0))).noneMatch(line -> line.startsWith("Interval"));
  }

  @Test
  void latenciesAreATableWithADashForTooFewSamples() {
    List<String> lines = Summary.of(Results.measured());

    int head = lines.indexOf(head());
    assertThat(head).isPositive();
    assertThat(lines.get(head + 1).strip().split(" +"))
        .containsExactly("E2E", "100", "-", "-", "-", "100", "8");
    assertThat(lines.get(head + 1)).hasSameSizeAs(head());
  }

  private static String head() {
    return "Latency of successes, ms        p50       p90       p95       p99       max     count";
  }

  @Test
  void aFailureSaysWhyAndHasNoFigures() {
    List<String> lines = Summary.of(Results.failed("no request succeeded"));

    assertThat(lines)
        .containsExactly(
            "",
            "Nothing measured: no request succeeded",
            "",
            "Failed           10 × status:503, the first: the backend answered 503",
            "",
            "Validity         invalid",
            "                 - no request succeeded");
  }

  @Test
  void aSimulatorIsCalledOneBeforeAnyFigure() {
    assertThat(Summary.of(Results.simulated()).get(1))
        .isEqualTo("The backend is SIMULATED: these figures say nothing about any real one.");
    assertThat(Summary.of(Results.measured())).noneMatch(line -> line.contains("SIMULATED"));
  }
}
