package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.vespabench.api.Work;

/** Two in flight, a window of 10 s; times are milliseconds. */
class SustainedRecorderTest {
  private static final Failure BUSY = new Failure(FailureKind.STATUS, "503", "busy");
  private static final Failure CUT = new Failure(FailureKind.CUT, "", "cut");

  private final SustainedRecorder recorder =
      new SustainedRecorder(2, Duration.ofSeconds(10), false, 0);

  @Test
  void theWindowBeginsWhenAsManyHaveEndedAsAreInFlight() {
    recorder.add(success(0, 1_000));
    assertThat(recorder.windowStart()).isEmpty();

    recorder.add(success(0, 1_500));

    assertThat(recorder.windowStart()).contains(1_500 * Exchanges.MILLI);
    assertThat(recorder.isOver(11_499 * Exchanges.MILLI)).isFalse();
    assertThat(recorder.isOver(11_500 * Exchanges.MILLI)).isTrue();
  }

  @Test
  void whatBeganBeforeTheWindowIsInNoFigureButItsWorkIsInTheRate() {
    recorder.add(success(0, 1_000));
    recorder.add(success(0, 2_000));
    recorder.add(success(1_000, 7_000)); // began before: 100 units, of which 5/6 lie in the window
    recorder.add(success(2_000, 12_000));
    recorder.isOver(12_000 * Exchanges.MILLI);

    SustainedRate rate = recorder.rate().orElseThrow();
    assertThat(recorder.inWindow().round().completed()).isEqualTo(1);
    assertThat(rate.before()).isEqualTo(3);
    assertThat(rate.declared()).isCloseTo((100 * 5 / 6.0 + 100) / 10, within(0.02));
    assertThat(rate.seconds()).isEqualTo(10);
  }

  @Test
  void theNumberIsOfDeclaredWorkUnlessDoneWorkIsAskedFor() {
    SustainedRecorder ofDone = new SustainedRecorder(1, Duration.ofSeconds(10), true, 0);
    for (SustainedRecorder each : new SustainedRecorder[] {recorder, ofDone}) {
      each.add(Exchanges.success(0, 1, 100, Work.done(50)));
      each.add(Exchanges.success(0, 1, 100, Work.done(50)));
      each.add(Exchanges.success(1, 10_001, 100, Work.done(50)));
    }

    assertThat(recorder.rate().orElseThrow().interval().mean()).isCloseTo(10, within(0.02));
    assertThat(ofDone.rate().orElseThrow().interval().mean()).isCloseTo(5, within(0.02));
    assertThat(recorder.rate().orElseThrow().done()).isCloseTo(5, within(0.02));
  }

  @Test
  void aWindowOfFewerThanFifteenExchangesHasNoIntervalAndSaysHowLongItTakes() {
    recorder.add(success(0, 2_000));
    recorder.add(success(0, 2_000));
    for (long i = 1; i <= 5; i++) {
      recorder.add(success(2_000 * i, 2_000 * (i + 1)));
      recorder.add(success(2_000 * i, 2_000 * (i + 1)));
    }

    SustainedRate rate = recorder.rate().orElseThrow();
    assertThat(rate.interval().hasInterval()).isFalse();
    assertThat(rate.secondsForInterval()).isCloseTo(5 * 3 * 2, within(0.1));
    assertThat(rate.declared()).isCloseTo(100, within(0.5));
  }

  @Test
  void shortExchangesMakeBatchesOfWhichThereAreThirtyAtMost() {
    for (long i = 0; i < 220; i++) {
      recorder.add(success(50 * i, 50 * (i + 1)));
    }

    SustainedRate rate = recorder.rate().orElseThrow();
    assertThat(rate.interval().count()).isEqualTo(30);
    assertThat(rate.batchSeconds()).isCloseTo(10 / 30.0, within(0.011));
    assertThat(rate.interval().low()).isLessThanOrEqualTo(rate.declared());
    assertThat(rate.interval().high()).isGreaterThanOrEqualTo(rate.declared());
  }

  @Test
  void nothingMoreIsSentWhenNoneOfTheFirstSucceeded() {
    recorder.add(Exchanges.failure(0, 10, BUSY));
    assertThat(recorder.isOver(10 * Exchanges.MILLI)).isFalse();

    recorder.add(Exchanges.failure(0, 20, BUSY));

    assertThat(recorder.isOver(20 * Exchanges.MILLI)).isTrue();
    assertThat(recorder.rate()).isEmpty();
  }

  @Test
  void aHundredFailuresInARowEndItAndTheWindowWithIt() {
    recorder.add(success(0, 1_000));
    recorder.add(success(0, 1_000));
    for (int i = 0; i < 99; i++) {
      recorder.add(Exchanges.failure(3_000, 3_000 + i, BUSY));
      assertThat(recorder.isOver(4_000 * Exchanges.MILLI)).isFalse();
    }

    recorder.add(Exchanges.failure(3_000, 4_000, BUSY));

    assertThat(recorder.isOver(4_000 * Exchanges.MILLI)).isTrue();
    SustainedRate rate = recorder.rate().orElseThrow();
    assertThat(rate.failedInARow()).isEqualTo(100);
    assertThat(rate.seconds()).isEqualTo(3);
  }

  @Test
  void theFailuresOfOneSlotEndNothingWhileAnotherStillWorks() {
    for (int i = 0; i < 500; i++) { // one slot is refused, the other works on its first request
      recorder.add(Exchanges.failure(i, i + 1, BUSY));
      assertThat(recorder.isOver((i + 1) * Exchanges.MILLI)).isFalse();
    }
    recorder.add(success(0, 1_000));
    assertThat(recorder.windowStart()).as("both of the first").contains(1_000 * Exchanges.MILLI);
    for (int i = 0; i < 1_490; i++) {
      recorder.add(Exchanges.failure(1_000 + i, 1_001 + i, BUSY));
      assertThat(recorder.isOver((1_001 + i) * Exchanges.MILLI)).isFalse();
    }

    recorder.add(Exchanges.failure(2_500, 2_501, BUSY));

    assertThat(recorder.isOver(2_501 * Exchanges.MILLI)).as("longer than any success").isTrue();
    assertThat(recorder.rate().orElseThrow().seconds()).isCloseTo(1.501, within(0.001));
  }

  @Test
  void aFirstRequestThatHangsDoesNotKeepItGoingWhileAllOthersFail() {
    for (int i = 0; i < 200; i++) {
      recorder.add(Exchanges.failure(i, i + 1, BUSY));
    }
    assertThat(recorder.isOver(4_900 * Exchanges.MILLI)).isFalse();

    assertThat(recorder.isOver(5_001 * Exchanges.MILLI)).isTrue();
    assertThat(recorder.rate()).isEmpty();
  }

  @Test
  void oneSuccessBeginsTheCountOfFailuresAnew() {
    recorder.add(success(0, 1_000));
    for (int i = 0; i < 99; i++) {
      recorder.add(Exchanges.failure(1_000, 1_000 + i, BUSY));
    }
    recorder.add(success(1_000, 1_200));

    recorder.add(Exchanges.failure(1_200, 1_300, BUSY));

    assertThat(recorder.isOver(1_300 * Exchanges.MILLI)).isFalse();
  }

  @Test
  void whenSomeAreCutTheWindowEndsWhereAllThatRanHaveEnded() {
    recorder.add(success(0, 1_000));
    recorder.add(success(0, 1_000));
    recorder.add(success(1_000, 6_000));
    recorder.add(Exchanges.failure(5_000, 8_000, CUT));
    recorder.add(Exchanges.failure(6_000, 8_000, CUT));

    SustainedRate rate = recorder.rate().orElseThrow();
    assertThat(rate.seconds()).isEqualTo(4);
    assertThat(recorder.inWindow().round().failed()).isZero();
    assertThat(recorder.isOver(8_000 * Exchanges.MILLI)).isTrue();
  }

  @Test
  void whenTheyAreCutBeforeTheWindowThereIsNoRate() {
    recorder.add(success(0, 1_000));
    recorder.add(Exchanges.failure(0, 1_500, CUT));
    recorder.add(Exchanges.failure(1_000, 1_500, CUT));

    assertThat(recorder.rate()).isEmpty();
  }

  private static Exchange success(long sent, long done) {
    return Exchanges.success(sent, done, 100, Work.asDeclared());
  }
}
