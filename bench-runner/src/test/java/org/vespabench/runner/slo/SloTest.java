package org.vespabench.runner.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.measure.Latency;

/** What people may write as an SLO, and what they are told otherwise. */
final class SloTest {
  @Test
  void limitsAreReadInTheirOrder() {
    Slo slo = Slo.parse("ttft_p99=500ms, e2e_p95 = 10s,error_rate=1%");

    assertThat(slo.limits())
        .extracting(Limit::text)
        .containsExactly("ttft_p99=500ms", "e2e_p95 = 10s", "error_rate=1%");
    assertThat(slo).hasToString("ttft_p99=500ms, e2e_p95 = 10s,error_rate=1%");
  }

  @ParameterizedTest
  @CsvSource({
    "e2e, E2E",
    "e2e_from_sent, E2E_FROM_SENT",
    "ttft, TTFT",
    "ttft_from_sent, TTFT_FROM_SENT",
    "ttfa, TTFA",
    "inter_event, INTER_EVENT",
    "itl, ITL",
    "tpot, TPOT"
  })
  void everyLatencyCanBeLimited(String name, Latency expected) {
    assertThat(latency(name + "_p99=1s").latency()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "p1, 0.99",
    "p50, 0.5",
    "p90, 0.1",
    "p95, 0.05",
    "p99, 0.01",
    "p99.9, 0.001",
    "p99.99, 0.0001"
  })
  void aPercentileAllowsExactlyTheRest(String percentile, BigDecimal allowed) {
    assertThat(latency("e2e_" + percentile + "=1s").allowed()).isEqualByComparingTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500000000", "10s, 10000000000", "1m30s, 90000000000", "0.5ms, 500000"})
  void boundsAreTimeSpansAsEverywhere(String span, long nanos) {
    assertThat(latency("e2e_p50=" + span).boundNanos()).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource({"1%, 0.01", "0.5 %, 0.005", "0.01, 0.01", "0, 0", "0%, 0", "99.9%, 0.999"})
  void errorRatesAreSharesOrPercent(String written, BigDecimal allowed) {
    assertThat(Slo.parse("error_rate=" + written).limits().get(0).allowed())
        .isEqualByComparingTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tfft_p99=1s | did you mean 'ttft'?",
        "TTFT_p99=1s | did you mean 'ttft'?",
        "e2eFromSent_p99=1s | did you mean 'e2e_from_sent'?",
        "inter-event_p99=1s | did you mean 'inter_event'?",
        "error_rat=1% | did you mean 'error_rate'?",
        "errorrate=1% | did you mean 'error_rate'?"
      })
  void aNearNameIsSuggested(String text, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slo.parse(text))
        .withMessageContaining(expected);
  }

  @Test
  void withoutANearNameAllAreListed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slo.parse("e2e_p50=1s,throughput_p99=1s"))
        .withMessage(
            "--slo throughput_p99=1s: 'throughput' cannot be limited; write one of e2e,"
                + " e2e_from_sent, ttft, ttft_from_sent, ttfa, inter_event, itl, tpot, routing, waiting_for_worker, worker, worker_ttft, with a"
                + " percentile as in ttft_p99, or error_rate.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | it has no '='",
        "ttft_p99 | it has no '='",
        "\"ttft_p99=1s,\" | it has no '='",
        "ttft=1s | 'ttft' names no percentile; write for example ttft_p99",
        "ttft_p100=1s | 'p100' is no percentile; write one from p1 to p99.99",
        "ttft_p0=1s | 'p0' is no percentile",
        "ttft_p0.5=1s | 'p0.5' is no percentile",
        "ttft_p99.999=1s | 'p99.999' is no percentile",
        "ttft_p=1s | 'p' is no percentile",
        "ttft_pmax=1s | 'pmax' is no percentile",
        "ttft_p99=500 | '500' is not a time above 0; write a number and a unit",
        "ttft_p99= | '' is not a time above 0",
        "ttft_p99=0s | '0s' is not a time above 0",
        "ttft_p99=none | 'none' is not a time above 0",
        "ttft_p99=-1s | '-1s' is not a time above 0",
        "ttft_p99=1% | '1%' is not a time above 0",
        "ttft_p99=106751d106751d | '106751d106751d' is not a time above 0",
        "error_rate=1 | '1' is not a share from 0 to below 100 %; write for example 1% or 0.01",
        "error_rate=100% | '100%' is not a share",
        "error_rate=-1% | '-1%' is not a share",
        "error_rate=1e-3 | '1e-3' is not a share",
        "error_rate=1s | '1s' is not a share"
      })
  void whatIsNoLimitIsSaidWithWhatToWrite(String text, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slo.parse(text))
        .withMessageStartingWith("--slo ")
        .withMessageContaining(expected);
  }

  @Test
  void oneThingIsLimitedOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slo.parse("ttft_p99=500ms,ttft_p99.0=1s"))
        .withMessage(
            "--slo ttft_p99.0=1s: 'ttft_p99=500ms' already limits ttft_p99; give one limit for"
                + " each.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ttft_p99=500ms,ttft_p50=100ms", "ttft_p99=1s,ttft_from_sent_p99=1s"})
  void otherPercentilesAndLatenciesAreOtherThings(String text) {
    assertThat(Slo.parse(text).limits()).hasSize(2);
  }

  private static Limit.OfLatency latency(String text) {
    return (Limit.OfLatency) Slo.parse(text).limits().get(0);
  }
}
