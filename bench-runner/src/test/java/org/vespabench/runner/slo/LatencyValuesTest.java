package org.vespabench.runner.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.LatencyValues;

/** An SLO is judged by the very latencies that are shown. */
final class LatencyValuesTest {
  @ParameterizedTest
  @CsvSource({
    "E2E, 300",
    "E2E_FROM_SENT, 290",
    "TTFT, 100",
    "TTFT_FROM_SENT, 90",
    "TTFA, 100",
    "INTER_EVENT, 0",
    "ITL, 0",
    "TPOT, 0",
    "WORKER, 0"
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

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, ROUTING, 290",
    "0, 0, 0, WAITING, 0",
    "60, 0, 0, ROUTING, 50",
    "60, 0, 0, WAITING, 240",
    "60, 80, 0, WAITING, 20",
    "60, 80, 90, WORKER, 210",
    "60, 80, 90, WORKER_TTFT, 210",
    "60, 80, 0, WORKER, 0"
  })
  void whatWasCutOffOnItsWayIsKnownUpToThere(
      long answered, long routed, long sent, Latency latency, long millis) {
    Exchange cut = Exchanges.cut(300);
    Exchange.Routing routing =
        new Exchange.Routing("", at(cut, answered), at(cut, routed), at(cut, sent), 1, "");
    Exchange onItsWay =
        new Exchange(
            cut.stamps(),
            cut.outputs(),
            cut.declared(),
            null,
            cut.failure(),
            cut.connection(),
            Optional.of(routing));

    assertThat(LatencyValues.atLeast(onItsWay, latency)).isEqualTo(millis * Exchanges.MILLI);
  }

  private static long at(Exchange exchange, long millis) {
    return millis == 0 ? 0 : exchange.stamps().intended() + millis * Exchanges.MILLI;
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
