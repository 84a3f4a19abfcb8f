package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vespabench.runner.benchmark.RunProgress;

final class LiveLineTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void beforeMeasuringItTellsWhatIsGoingOn() {
    RunProgress.Moment moment =
        new RunProgress.Moment("warming up", 0, 8, 0, 0, 0, SECOND, SECOND, 0, 0);

    assertThat(LiveLine.text(moment, 4 * SECOND, "words")).isEqualTo("warming up, 3 s");
  }

  @Test
  void theFirstRoundHasNothingToGuessFrom() {
    RunProgress.Moment moment =
        new RunProgress.Moment("measuring", 0, 8, 4, 10, 50, 2 * SECOND, SECOND, 2 * SECOND, 0);

    assertThat(LiveLine.text(moment, 4 * SECOND, "words"))
        .isEqualTo("round 1/8  4/10 done  25.0 words/s");
  }

  @Test
  void laterOnesGuessFromThoseThatAreDone() {
    // Two rounds took 3 s each; the third of four began 1 s ago: 2 s of it are left, and one more.
    RunProgress.Moment moment =
        new RunProgress.Moment("measuring", 2, 4, 4, 10, 50, 7 * SECOND, 0, SECOND, 0);

    assertThat(LiveLine.text(moment, 8 * SECOND, "words"))
        .isEqualTo("round 3/4  4/10 done  50.0 words/s  about 5 s left");
  }

  @Test
  void aRoundThatTakesLongerThanGuessedIsNeverNegative() {
    RunProgress.Moment moment =
        new RunProgress.Moment("measuring", 1, 2, 4, 10, 50, 2 * SECOND, 0, SECOND, 0);

    assertThat(LiveLine.text(moment, 60 * SECOND, "words")).endsWith("  about 0 s left");
  }

  @Test
  void aWindowTellsHowMuchOfItIsLeft() {
    RunProgress.Moment moment =
        new RunProgress.Moment(
            "measuring", 0, 1, 4, 0, 50, 2 * SECOND, SECOND, 2 * SECOND, 30 * SECOND);

    assertThat(LiveLine.text(moment, 12 * SECOND, "words"))
        .isEqualTo("4 done  5.0 words/s  20 s left");
    assertThat(LiveLine.text(moment, 33 * SECOND, "words"))
        .endsWith("  waiting for those in flight");
  }
}
