package org.vespabench.runner.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Histograms;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.OutputTimes;

/** An SLO is judged by the very latencies that are shown. */
final class LatencyValuesTest {
  @ParameterizedTest
  @EnumSource(Latency.class)
  void valuesAreThoseOfTheHistograms(Latency latency) {
    SplittableRandom random = new SplittableRandom(5);
    Histogram own = new Histogram(3);
    Histograms shown = new Histograms();
    for (int i = 0; i < 2_000; i++) {
      Exchange exchange = random(random);
      shown.record(exchange);
      LatencyValues.of(exchange, latency, nanos -> own.recordValue(Math.max(0, nanos / 1_000)));
    }

    assertThat(own.getTotalCount()).isPositive();
    assertThat(own).isEqualTo(shown.of(latency));
  }

  private static Exchange random(SplittableRandom random) {
    OutputTimes outputs = new OutputTimes();
    long at = 5_000;
    int events = random.nextInt(5);
    for (int i = 0; i < events; i++) {
      at += random.nextInt(3) * 123_456L;
      if (random.nextInt(3) == 0) {
        outputs.addReasoning(at);
      } else {
        outputs.addAnswer(at);
      }
    }
    return new Exchange(
        new Exchange.Stamps(1_000, 2_000, 3_000, 4_000, at + random.nextInt(1_000_000)),
        outputs,
        random.nextInt(4),
        work(random),
        null,
        new Exchange.Connection(false, false));
  }

  private static Work work(SplittableRandom random) {
    Work work =
        switch (random.nextInt(3)) {
          case 0 -> Work.unknown();
          case 1 -> Work.asDeclared();
          default -> Work.done(random.nextInt(5));
        };
    return random.nextBoolean() ? work : work.reasoning(random.nextInt(2));
  }

  @ParameterizedTest
  @CsvSource({
    "E2E, 300",
    "E2E_FROM_SENT, 290",
    "TTFT, 100",
    "TTFT_FROM_SENT, 90",
    "TTFA, 100",
    "INTER_EVENT, 0",
    "ITL, 0",
    "TPOT, 0"
  })
  void whatWasCutOffIsKnownUpToItsAge(Latency latency, long millis) {
    Exchange afterOutput = Exchanges.cut(300, 100, 250);

    assertThat(LatencyValues.atLeast(afterOutput, latency)).isEqualTo(millis * Exchanges.MILLI);
  }

  @ParameterizedTest
  @CsvSource({"E2E, 300", "TTFT, 300", "TTFT_FROM_SENT, 290", "TTFA, 300"})
  void withoutOutputEvenItsFirstIsOlder(Latency latency, long millis) {
    assertThat(LatencyValues.atLeast(Exchanges.cut(300), latency))
        .isEqualTo(millis * Exchanges.MILLI);
  }

  @ParameterizedTest
  @CsvSource({"E2E, 300", "E2E_FROM_SENT, 0", "TTFT, 300", "TTFT_FROM_SENT, 0"})
  void whatWasNeverSentHasNoAgeFromThen(Latency latency, long millis) {
    assertThat(LatencyValues.atLeast(Exchanges.cutBeforeSent(300), latency))
        .isEqualTo(millis * Exchanges.MILLI);
  }

  @Test
  void onlyWhoWaitedForNothingMetEveryBoundWithoutAValue() {
    Exchange plain = Exchanges.plain(100);
    Exchange single = Exchanges.streamed(100);
    Exchange uncounted = Exchanges.streamed(Work.unknown(), 100);

    assertThat(nothingToWaitFor(plain)).isEmpty();
    assertThat(nothingToWaitFor(single))
        .containsExactly(Latency.INTER_EVENT, Latency.ITL, Latency.TPOT);
    assertThat(nothingToWaitFor(uncounted)).containsExactly(Latency.INTER_EVENT);
  }

  private static List<Latency> nothingToWaitFor(Exchange exchange) {
    List<Latency> found = new ArrayList<>();
    for (Latency latency : Latency.values()) {
      if (LatencyValues.hadNothingToWaitFor(exchange, latency)) {
        found.add(latency);
      }
    }
    return found;
  }
}
