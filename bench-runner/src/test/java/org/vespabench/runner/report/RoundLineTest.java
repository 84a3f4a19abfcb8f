package org.vespabench.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Round;

/** The line that the Python original logs, character by character. */
final class RoundLineTest {
  // Arabic would write even the digits in its own way.
  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar-EG"})
  void aRoundIsWrittenAsTheOriginalDoes(String language) {
    Round round = Results.round(10, 5_000, 4_210);

    assertThat(
            InLocale.of(Locale.forLanguageTag(language), () -> RoundLine.of(3, 8, round, "tokens")))
        .isEqualTo("Run 3/8: 10/10 successful, 5000 tokens in 4.21s = 1187.65 tokens/s");
  }

  @Test
  void failuresAreCountedAndOneIsNamed() {
    assertThat(RoundLine.of(1, 8, Results.withFailures(8, 4_000, 4_000, 2), "tokens"))
        .isEqualTo(
            "Run 1/8: 8/10 successful, 4000 tokens in 4.00s = 1000.00 tokens/s"
                + " (the backend answered 503)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "ar-EG"})
  void aRoundWithoutASuccessIsSkipped(String language) {
    Round round = Results.withFailures(0, 0, 4_000, 10);

    assertThat(
            InLocale.of(Locale.forLanguageTag(language), () -> RoundLine.of(2, 8, round, "tokens")))
        .isEqualTo("Run 2/8: 0/10 successful, skipped (the backend answered 503)");
  }

  @Test
  void theMostFrequentFailureIsNamedAndTheFirstAmongEquals() {
    Failure late = Failure.of(FailureKind.TIMEOUT, "too late");
    Failure lost = Failure.of(FailureKind.LOST, "lost");
    Map<String, Round.ErrorCount> errors = new LinkedHashMap<>();
    errors.put("lost", new Round.ErrorCount(1, lost));
    errors.put("timeout", new Round.ErrorCount(4, late));
    errors.put("status:503", new Round.ErrorCount(4, Results.BUSY));

    assertThat(
            RoundLine.of(
                1, 1, new Round(0, 9, 0, 0, 0, Duration.ofSeconds(1), Map.of(), errors), "images"))
        .isEqualTo("Run 1/1: 0/9 successful, skipped (too late)");
  }
}
