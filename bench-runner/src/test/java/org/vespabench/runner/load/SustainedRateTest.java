package org.vespabench.runner.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.measure.SustainedRate;
import org.vespabench.runner.measure.SustainedRecorder;

/** The estimator against a backend whose true rate is known; each seed is a run of its own. */
class SustainedRateTest {
  private static final int SEEDS = 400;
  private static final double RATE = 250;

  /** Fewer slots than requests in flight means a queue; the last figure is the window, s. */
  @ParameterizedTest
  @CsvSource({
    "10, 10, 0.1, false, 30",
    "10, 10, 0.5, false, 30",
    "10, 5, 0.1, false, 50",
    "10, 3, 0.3, false, 90",
    "10, 10, 0.5, true, 30",
    "10, 5, 0.3, true, 60",
  })
  void theTruthIsMetWithinOnePercentAndTheIntervalHoldsIt(
      int concurrency, int slots, double overhead, boolean streamed, int seconds) {
    double truth = QueueModel.truth(slots, overhead, RATE);
    List<SustainedRate> rates = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      rates.add(measure(concurrency, slots, overhead, streamed, seconds, seed));
    }

    double mean = rates.stream().mapToDouble(SustainedRate::done).average().orElseThrow();
    assertThat(mean / truth).isBetween(0.99, 1.01);
    assertThat(rates).allMatch(rate -> rate.interval().hasInterval());
    long covering =
        rates.stream()
            .filter(rate -> rate.interval().low() <= truth && truth <= rate.interval().high())
            .count();
    // Of 400 at 95 %, at least 370: fewer would be a chance of 1 in 300.
    assertThat(covering).isGreaterThanOrEqualTo(370);
  }

  private static SustainedRate measure(
      int concurrency, int slots, double overhead, boolean streamed, int seconds, int seed) {
    SustainedRecorder recorder =
        new SustainedRecorder(concurrency, Duration.ofSeconds(seconds), true, 0);
    QueueModel model = new QueueModel(slots, overhead, RATE, streamed, recorder, seed);
    ClosedLoop loop = ClosedLoop.start(concurrency, recorder::isOver, model, model);

    model.run();

    assertThat(loop.finished()).isCompleted();
    return recorder.rate().orElseThrow();
  }
}
