package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.MeanInterval;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.Verdict;

final class AssessmentTest {
  private static Round round(double declared, double done, long estimated, double seconds) {
    return new Round(
        10,
        0,
        declared,
        done,
        estimated,
        Duration.ofNanos((long) (seconds * 1e9)),
        Map.of(),
        Map.of());
  }

  private static Round failing(long completed, long failed) {
    Failure failure = Failure.of(FailureKind.LOST, "gone");
    return new Round(
        completed,
        failed,
        completed * 10,
        completed * 10,
        0,
        Duration.ofSeconds(1),
        Map.of(),
        Map.of("lost", new Round.ErrorCount(failed, failure)));
  }

  /** Rounds of 100 units whose numbers are these. */
  private static List<Round> numbers(double... numbers) {
    return DoubleStream.of(numbers).mapToObj(n -> round(100, 100, 0, 100 / n)).toList();
  }

  private static Assessment assess(List<Round> rounds) {
    return Assessment.of(rounds, rounds.size(), false);
  }

  @Test
  void evenRoundsAreValid() {
    Assessment assessment = assess(numbers(100, 101, 99, 100));

    assertThat(assessment.validity().verdict()).isEqualTo(Verdict.VALID);
    assertThat(assessment.validity().reasons()).isEmpty();
    assertThat(assessment.mean().mean()).isCloseTo(100, within(1e-6));
    assertThat(assessment.warming()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // less than 90 % of the others, and 3 deviations below: warming
    "80, 100, 101, 99, true",
    // 91 %: not enough
    "91, 100, 101, 99, false",
    // far below, but the others spread as widely
    "80, 100, 120, 90, false",
    // above: not warming
    "120, 100, 101, 99, false"
  })
  void aFirstRoundFarBelowTheOthersIsWarming(
      double first, double second, double third, double fourth, boolean warming) {
    Assessment assessment = assess(numbers(first, second, third, fourth));

    assertThat(assessment.warming()).isEqualTo(warming);
    assertThat(assessment.mean().count()).isEqualTo(warming ? 3 : 4);
  }

  @Test
  void threeRoundsTellNothingOfWarming() {
    assertThat(assess(numbers(50, 100, 100)).warming()).isFalse();
  }

  @Test
  void failuresMakeItSuspectAndManyInvalid() {
    assertThat(assess(List.of(failing(99, 1))).validity().reasons()).isEmpty();
    assertThat(assess(List.of(failing(98, 2))).validity().verdict()).isEqualTo(Verdict.SUSPECT);
    assertThat(assess(List.of(failing(50, 50))).validity().verdict()).isEqualTo(Verdict.SUSPECT);
    assertThat(assess(List.of(failing(49, 51))).validity().verdict()).isEqualTo(Verdict.INVALID);
    assertThat(assess(List.of(failing(49, 51))).validity().reasons())
        .containsExactly("51 of 100 requests failed");
  }

  @Test
  void roundsThatAreMissingOrEmptyAreCounted() {
    List<Round> rounds = new ArrayList<>(numbers(100, 100));
    rounds.add(failing(0, 1));

    Assessment assessment = Assessment.of(rounds, 5, false);

    assertThat(assessment.validity().reasons())
        .contains("only 3 of 5 rounds were done", "1 of 3 rounds had no success");
    assertThat(assessment.mean().count()).isEqualTo(2);
  }

  @Test
  void workLeftUndoneIsSuspectBelowNineTenths() {
    assertThat(assess(List.of(round(100, 90, 0, 1))).validity().reasons()).isEmpty();
    assertThat(assess(List.of(round(100, 89, 0, 1))).validity().reasons())
        .singleElement()
        .asString()
        .startsWith("only 89 % of the declared work was done: an autoscaler that plans with");
    assertThat(Assessment.of(List.of(round(100, 89, 0, 1)), 1, true).validity().reasons())
        .as("where the done work is the number")
        .isEmpty();
    assertThat(Assessment.notes(List.of(round(100, 89, 0, 1)), true))
        .singleElement()
        .asString()
        .startsWith("89 % of what was asked for was done")
        .endsWith("--method sustained is not");
    assertThat(Assessment.notes(List.of(round(100, 89, 0, 1)), false)).isEmpty();
    assertThat(Assessment.notes(List.of(round(100, 90, 0, 1)), true)).isEmpty();
  }

  @Test
  void workThatWasGuessedIsSuspect() {
    assertThat(assess(List.of(round(100, 100, 3, 1))).validity().reasons())
        .containsExactly(
            "the backend does not say how much it did in 3 of 10 requests: what they declared was"
                + " taken");
  }

  @Test
  void shortRoundsAreSuspect() {
    assertThat(assess(List.of(round(100, 100, 0, 0.2))).validity().reasons()).isEmpty();
    assertThat(assess(List.of(round(100, 100, 0, 0.1999))).validity().reasons())
        .containsExactly(
            "a round lasts 0.200 s only, too short to time well: raise --requests or the work of a"
                + " request");
  }

  @Test
  void roundsThatDifferMuchAreSuspect() {
    assertThat(assess(numbers(100, 140, 60)).validity().reasons())
        .containsExactly(
            "the rounds differ by 40 % (standard deviation), so the best one says little");
    assertThat(assess(numbers(100, 118, 82)).validity().reasons()).isEmpty();
  }

  @Test
  void whatIsCountedIsWhatIsCompared() {
    List<Round> rounds = List.of(round(100, 50, 0, 1), round(100, 50, 0, 1));

    assertThat(Assessment.of(rounds, 2, false).mean().mean()).isEqualTo(100);
    assertThat(Assessment.of(rounds, 2, true).mean().mean()).isEqualTo(50);
  }

  @Test
  void withoutRoundsThereIsNothingToDoubt() {
    Assessment assessment = Assessment.of(List.of(), 0, false);

    assertThat(assessment.validity().verdict()).isEqualTo(Verdict.VALID);
    assertThat(assessment.mean().hasInterval()).isFalse();
  }

  @Test
  void aRateThatWasKeptUpEvenlyIsValid() {
    Assessment assessment = assess(rate(0, 99.0, 101.0, 100.0, 99.0, 101.0), round(10, 10, 0, 30));

    assertThat(assessment.validity().verdict()).isEqualTo(Verdict.VALID);
    assertThat(assessment.mean().mean()).isEqualTo(100);
  }

  @Test
  void aRateThatIsHardlyKnownIsSuspect() {
    Assessment assessment = assess(rate(0, 50.0, 150.0, 80.0, 120.0, 100.0), round(9, 9, 0, 30));

    assertThat(assessment.validity().reasons())
        .containsExactly("the rate is only known to within 47 %: raise --duration");
  }

  @Test
  void aRateThatEndedInFailuresIsSuspect() {
    assertThat(assess(rate(120, 100.0), round(9, 9, 0, 30)).validity().reasons())
        .containsExactly("it ended after 30.0 s of 60.0 s, as the last 120 requests all failed");
  }

  @Test
  void theWorkAndTheErrorsOfAWindowAreAssessedAsThoseOfRounds() {
    MeanInterval mean = MeanInterval.ofBatches(List.of(100.0));
    SustainedRate half = new SustainedRate(100, 50, mean, 10, 30, 60, 5, 5, 25, 12, 0, 0);
    assertThat(assess(rate(0, 100.0), failing(1, 9)).validity().verdict())
        .isEqualTo(Verdict.INVALID);
    assertThat(assess(rate(0, 100.0), round(100, 100, 1, 30)).validity().reasons())
        .containsExactly(
            "the backend does not say how much it did in 1 of 10 requests: what they declared was"
                + " taken");
    assertThat(assess(half, round(100, 100, 0, 30)).validity().reasons())
        .allMatch(reason -> reason.startsWith("only 50 % of the declared work was done"))
        .hasSize(1);
  }

  private static Assessment assess(SustainedRate rate, Round inWindow) {
    return Assessment.of(rate, inWindow, false);
  }

  private static SustainedRate rate(long failedInARow, Double... batches) {
    MeanInterval interval = MeanInterval.ofBatches(List.of(batches));
    return new SustainedRate(
        interval.mean(), interval.mean(), interval, 10, 30, 60, 5, 5, 25, 12, 0, failedInARow);
  }
}
