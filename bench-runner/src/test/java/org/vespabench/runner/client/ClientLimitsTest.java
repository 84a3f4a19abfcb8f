package org.vespabench.runner.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.Validity;
import org.vespabench.runner.measure.Verdict;

/** Beyond which figures a result is the client's. */
final class ClientLimitsTest {
  private static final double E2E_MILLIS = 40;
  private static final ClientFigures.Peaks PEAKS = new ClientFigures.Peaks(4, 1, 1);
  private static final ClientFigures IDLE = client(0.5, 0.3, 5, 0.1);
  private static final Histogram CLOSED_LOOP = new Histogram(3);

  @Test
  void aClientWithTimeToSpareIsNotMentioned() {
    Validity validity = assess(IDLE, lag(1_000, 1), E2E_MILLIS, 0.1);

    assertThat(validity).isEqualTo(Validity.VALID);
  }

  @Test
  void whatIsUnknownIsNoReason() {
    ClientFigures unknown = client(Double.NaN, Double.NaN, 0, Double.NaN);

    assertThat(assess(unknown, CLOSED_LOOP, Double.NaN, 0)).isEqualTo(Validity.VALID);
  }

  @ParameterizedTest
  @CsvSource({
    // The floor is 5 ms, 5 % of the median E2E if that is more, and half of it is too much.
    "4.9, 40, VALID",
    "5.1, 40, SUSPECT",
    "19, 40, SUSPECT",
    "21, 40, INVALID",
    "49, 1000, VALID",
    "51, 1000, SUSPECT",
    "501, 1000, INVALID",
    "4.9, 1, VALID",
    "5.1, 1, INVALID",
    "4.9, NaN, VALID",
    "5.1, NaN, SUSPECT",
  })
  void sendLagIsJudgedByTheMedian(double lagMillis, double e2eMillis, Verdict expected) {
    assertThat(assess(IDLE, lag(500, lagMillis), e2eMillis, 0).verdict()).isEqualTo(expected);
  }

  @Test
  void sendLagIsJudgedByItsTail() {
    Histogram lag = lag(980, 0.1);
    lag.recordValueWithCount(21_000, 20);

    assertThat(assess(IDLE, lag, E2E_MILLIS, 0).reasons())
        .containsExactly(
            "the client sent late: the p99 of its send lag is 21.0 ms (median E2E: 40.0 ms); unless"
                + " connecting is slow, give it more cores,"
                + " lower the rate or use several clients");
  }

  @Test
  void aShortRunIsJudgedByThePercentileThatItHas() {
    assertThat(assess(IDLE, lag(90, 6), E2E_MILLIS, 0).reasons().get(0)).contains("the p95 of");
    assertThat(assess(IDLE, lag(7, 6), E2E_MILLIS, 0).reasons().get(0)).contains("the p50 of");
    assertThat(assess(IDLE, lag(6, 6), E2E_MILLIS, 0)).isEqualTo(Validity.VALID);
  }

  @ParameterizedTest
  @CsvSource({"0.79, VALID", "0.81, SUSPECT", "0.94, SUSPECT", "0.96, INVALID"})
  void anIoThreadThatIsBusyIsTheBottleneck(double busy, Verdict expected) {
    assertThat(assess(client(1, 0.5, 0, busy), CLOSED_LOOP, E2E_MILLIS, 0).verdict())
        .isEqualTo(expected);
  }

  @Test
  void theReasonNamesTheClient() {
    assertThat(assess(client(1, 0.5, 0, 0.9), CLOSED_LOOP, E2E_MILLIS, 0).reasons())
        .containsExactly(
            "the client may be the bottleneck: its busiest I/O thread worked for 90 % of the time,"
                + " so events waited to be read; give it more cores, lower the rate or use several"
                + " clients");
    assertThat(assess(client(1, 0.5, 0, 1), CLOSED_LOOP, E2E_MILLIS, 0).reasons())
        .containsExactly(
            "the client is the bottleneck: its busiest I/O thread worked for 100 % of the time, so"
                + " rates are its own and times are wrong; give it more cores, lower the rate or"
                + " use several clients");
  }

  @ParameterizedTest
  @CsvSource({"0.19, VALID", "0.21, SUSPECT", "1, SUSPECT"})
  void eventsThatComeTogetherAreDoubtful(double share, Verdict expected) {
    assertThat(assess(IDLE, CLOSED_LOOP, E2E_MILLIS, share).verdict()).isEqualTo(expected);
  }

  @Test
  void butNotTheClientsFaultForSure() {
    assertThat(assess(IDLE, CLOSED_LOOP, E2E_MILLIS, 0.34).reasons())
        .containsExactly(
            "34 % of the gaps between events fell inside one read: either the backend or a proxy"
                + " sends several at once, or the client reads too slowly (its busiest I/O thread:"
                + " 10 %); then give it more cores, lower the rate or use several clients, else"
                + " trust TPOT alone");
    assertThat(
            assess(client(1, 0.5, 0, Double.NaN), CLOSED_LOOP, E2E_MILLIS, 0.34).reasons().get(0))
        .contains("(its busiest I/O thread: unknown)");
  }

  @ParameterizedTest
  @CsvSource({
    "50, 40, VALID",
    "51, 40, SUSPECT",
    "99, 2000, VALID",
    "101, 2000, SUSPECT",
    "51, NaN, SUSPECT"
  })
  void aLongPauseIsDoubtful(long millis, double e2eMillis, Verdict expected) {
    assertThat(assess(client(1, 0.5, millis, 0.1), CLOSED_LOOP, e2eMillis, 0).verdict())
        .isEqualTo(expected);
  }

  @Test
  void aPauseAsksForABiggerHeap() {
    assertThat(assess(client(1, 0.5, 120, 0.1), CLOSED_LOOP, E2E_MILLIS, 0).reasons())
        .containsExactly(
            "the client stood still for 120 ms to collect garbage (median E2E: 40.0 ms), and what"
                + " arrived meanwhile was stamped late: give it a bigger heap, as in"
                + " BENCH_JAVA_OPTS=-Xmx2g");
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.94, VALID", "0.5, 0.96, SUSPECT", "3.79, 0.5, VALID", "3.81, 0.5, SUSPECT"})
  void withoutIdleProcessorsTheClientWaits(double cores, double busy, Verdict expected) {
    assertThat(assess(client(cores, busy, 0, 0.1), CLOSED_LOOP, E2E_MILLIS, 0).verdict())
        .isEqualTo(expected);
  }

  @Test
  void theMachineIsBlamedUnlessItIsTheClientAlone() {
    assertThat(assess(client(0.5, 1, 0, 0.1), CLOSED_LOOP, E2E_MILLIS, 0).reasons())
        .containsExactly(
            "the client's machine was busy for 100 % of the time, 0.50 of 4 cores with the client"
                + " itself, which had to wait for its turn: keep other programs off it, or lower"
                + " the rate");
    assertThat(assess(client(3.9, 1, 0, 0.1), CLOSED_LOOP, E2E_MILLIS, 0).reasons())
        .containsExactly(
            "the client used all of its processors (3.90 of 4), so that its own threads waited for"
                + " each other; give it more cores, lower the rate or use several clients");
  }

  @Test
  void reasonsAreAddedToThoseBefore() {
    Validity before = Validity.VALID.invalid("nothing was measured");

    Validity after =
        ClientLimits.assess(client(1, 0.5, 51, 0.9), lag(500, 6), E2E_MILLIS, 0.3, before);

    assertThat(after.verdict()).isEqualTo(Verdict.INVALID);
    assertThat(after.reasons()).hasSize(5).startsWith("nothing was measured");
  }

  private static Validity assess(
      ClientFigures client, Histogram lag, double e2eMillis, double shareInOneRead) {
    return ClientLimits.assess(client, lag, e2eMillis, shareInOneRead, Validity.VALID);
  }

  private static ClientFigures client(
      double cpuCores, double machineBusy, long longestPauseMillis, double busiestIoThread) {
    return new ClientFigures(
        10, 4, cpuCores, machineBusy, 3, 60, longestPauseMillis, busiestIoThread, PEAKS);
  }

  private static Histogram lag(int count, double millis) {
    Histogram micros = new Histogram(3);
    micros.recordValueWithCount(Math.round(1_000 * millis), count);
    return micros;
  }
}
