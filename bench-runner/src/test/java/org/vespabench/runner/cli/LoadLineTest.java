package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Rate;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.loadtest.LoadProgress;

final class LoadLineTest {
  private static final long SECOND = 1_000_000_000;

  /** Rises from 10 to 110 a second. */
  private static final Stage RAMP =
      new Stage(
          "ramp",
          new LoadShape.Open(new Rate(10, 110, Duration.ofSeconds(10)), false),
          new Limits(Long.MAX_VALUE, Duration.ofSeconds(10), Limits.UNLIMITED));

  private final LoadLine line = new LoadLine("words");

  @Test
  void theWantedRateOfARampBeginsWithItsFirst() {
    assertThat(line.next(measured(SECOND / 1_000, 0))).contains(" of 10.0 req/s");
    assertThat(line.next(measured(10 * SECOND, 600))).startsWith("60.0 of 60.0 req/s");
  }

  @Test
  void whatAPersonWantsToKnowIsInIt() {
    LoadProgress.Moment moment =
        new LoadProgress.Moment(
            "measuring", 1, 2, RAMP, SECOND, 20, 7, 12, 1, 240, 12.34, 150.2, Optional.empty());

    assertThat(line.next(moment))
        .startsWith("1/2 20.0 of ")
        .contains("req/s  7 in flight  12 done  1 failed  p50 12.3 ms  p99 150 ms  240.0 ")
        .matches(".*/s #  [0-9]+ s left");
  }

  @Test
  void beforeMeasuringItTellsWhatIsGoingOn() {
    LoadProgress.Moment moment =
        new LoadProgress.Moment("warming up", 0, 1, null, 0, 0, 3, 0, 0, 0, 0, 0, Optional.empty());

    assertThat(line.next(moment)).isEqualTo("warming up, 3 in flight");
  }

  private static LoadProgress.Moment measured(long nanos, long sent) {
    return new LoadProgress.Moment(
        "measuring", 1, 1, RAMP, nanos, sent, 0, 0, 0, 0, 0, 0, Optional.empty());
  }
}
