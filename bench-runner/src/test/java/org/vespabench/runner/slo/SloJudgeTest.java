package org.vespabench.runner.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.SloOutcome;
import org.vespabench.runner.measure.SloVerdict;
import org.vespabench.runner.measure.WilsonInterval;

/** Which exchanges count for which limit, and what comes of it. */
final class SloJudgeTest {
  @Test
  void aServiceThatKeepsEveryLimitMetItsSlo() {
    SloJudge judge = judge("ttft_p99=50ms,e2e_p95=200ms,error_rate=1%");
    add(judge, 500, i -> Exchanges.streamed(20, 60, 100));

    SloOutcome outcome = judge.outcome(10);

    assertThat(outcome.verdict()).isEqualTo(SloVerdict.MET);
    assertThat(outcome.limits())
        .extracting(SloOutcome.LimitOutcome::limit)
        .containsExactly("ttft_p99=50ms", "e2e_p95=200ms", "error_rate=1%");
    assertThat(outcome.limits())
        .extracting(SloOutcome.LimitOutcome::observed)
        .containsExactly("20.0 ms", "100.0 ms", "0.00 %");
    assertThat(outcome.attainment().share()).isEqualTo(1);
    assertThat(outcome.attainment().goodput()).isEqualTo(50);
  }

  @Test
  void oneMissedLimitMissesAll() {
    SloJudge judge = judge("ttft_p99.9=50ms,e2e_p95=90ms");
    add(judge, 500, i -> Exchanges.streamed(20, 60, 100));

    SloOutcome outcome = judge.outcome(10);

    assertThat(outcome.limits())
        .extracting(SloOutcome.LimitOutcome::verdict)
        .containsExactly(SloVerdict.UNDETERMINED, SloVerdict.MISSED);
    assertThat(outcome.verdict()).isEqualTo(SloVerdict.MISSED);
  }

  @Test
  void elseOneUndeterminedLimitLeavesAllUndetermined() {
    SloJudge judge = judge("ttft_p99.9=50ms,e2e_p95=200ms");
    add(judge, 500, i -> Exchanges.streamed(20, 60, 100));

    SloOutcome outcome = judge.outcome(10);

    assertThat(outcome.verdict()).isEqualTo(SloVerdict.UNDETERMINED);
    assertThat(outcome.limits().get(0).observed()).isEqualTo("too few");
    assertThat(outcome.limits().get(0).value()).isEmpty();
    assertThat(outcome.limits().get(0).reason()).isEqualTo("500 samples, it takes 4603");
  }

  @Test
  void aVerdictIsThatOfTheExactPercentile() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 200; run++) {
      long[] nanos = random.longs(500, 50_000_000, 50_100_000).toArray();
      long bound = random.nextLong(50_000_000, 50_100_000);
      SloJudge judge = judge("e2e_p90=" + bound + "ns");
      LongStream.of(nanos).forEach(each -> judge.add(Exchanges.ofNanos(each)));

      SloOutcome.LimitOutcome outcome = judge.outcome(1).limits().get(0);

      Arrays.sort(nanos);
      long p90 = nanos[449];
      assertThat(outcome.verdict()).isEqualTo(p90 <= bound ? SloVerdict.MET : SloVerdict.MISSED);
      assertThat(outcome.value().orElseThrow()).isCloseTo(p90 / 1e6, within(0.06));
      // What is shown never contradicts the verdict, though a histogram has only three digits.
      assertThat(outcome.value().orElseThrow() <= bound / 1e6)
          .isEqualTo(p90 <= bound || outcome.value().orElseThrow() == bound / 1e6);
    }
  }

  @Test
  void theBoundItselfIsWithin() {
    SloJudge judge = judge("e2e_p50=100ms");
    add(judge, 100, i -> Exchanges.plain(100));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MET);
    assertThat(only(judge).observed()).isEqualTo("100.0 ms");
    assertThat(judge.outcome(1).attainment().attained()).isEqualTo(100);
  }

  @Test
  void failuresLieBeyondEveryBound() {
    SloJudge judge = judge("e2e_p99=1h");
    add(judge, 990, i -> Exchanges.plain(100));
    add(judge, 10, i -> Exchanges.failed(1));
    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MET);

    judge.add(Exchanges.failed(1));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MISSED);
    assertThat(only(judge).value()).hasValue(Double.POSITIVE_INFINITY);
    assertThat(only(judge).observed()).isEqualTo("failed");
    assertThat(only(judge).reason())
        .isEqualTo("11 of 1001 were above 1h, of these 11 failed; 1 % may be");
  }

  @Test
  void whatIsShownCountsFailuresToo() {
    SloJudge judge = judge("e2e_p50=1h");
    IntStream.rangeClosed(1, 60).forEach(i -> judge.add(Exchanges.plain(i)));
    add(judge, 40, i -> Exchanges.failed(1));

    assertThat(only(judge).value().orElseThrow()).isCloseTo(50, within(0.05));
  }

  @Test
  void whatWasNeverSentFailed() {
    SloJudge judge = judge("e2e_p90=1s,error_rate=10%");
    add(judge, 80, i -> Exchanges.plain(100));
    IntStream.range(0, 20).forEach(i -> judge.unsent());

    SloOutcome outcome = judge.outcome(10);

    assertThat(outcome.limits())
        .extracting(SloOutcome.LimitOutcome::verdict)
        .containsOnly(SloVerdict.MISSED);
    assertThat(outcome.limits().get(1).observed()).isEqualTo("20.00 %");
    assertThat(outcome.limits().get(1).value()).hasValue(0.2);
    assertThat(outcome.attainment().scheduled()).isEqualTo(100);
    assertThat(outcome.attainment().share()).isEqualTo(0.8);
    assertThat(outcome.attainment().goodput()).isEqualTo(8);
  }

  @Test
  void withoutAnErrorAllowedOneIsTooMany() {
    SloJudge judge = judge("error_rate=0");
    add(judge, 3, i -> Exchanges.plain(1));
    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MET);

    judge.add(Exchanges.failed(1));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MISSED);
    assertThat(only(judge).reason()).isEqualTo("1 of 4 failed; 0 % may be");
  }

  @Test
  void whatWasCutOffBeyondTheBoundCounts() {
    SloJudge judge = judge("e2e_p90=1s");
    add(judge, 80, i -> Exchanges.plain(100));
    add(judge, 20, i -> Exchanges.cut(1_001));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MISSED);
    assertThat(judge.outcome(1).attainment().unknown()).isZero();
  }

  @Test
  void whatWasCutOffBeforeTheBoundMayMakeADifference() {
    SloJudge judge = judge("e2e_p90=1s,error_rate=10%");
    add(judge, 80, i -> Exchanges.plain(100));
    add(judge, 20, i -> Exchanges.cut(1_000));

    SloOutcome outcome = judge.outcome(10);

    assertThat(outcome.verdict()).isEqualTo(SloVerdict.UNDETERMINED);
    assertThat(outcome.limits())
        .extracting(SloOutcome.LimitOutcome::reason)
        .containsExactly(
            "0 to 20 of 100 were above 1s, with 20 cut off; 10 % may be",
            "0 to 20 of 100 failed, with 20 cut off; 10 % may be");
    assertThat(outcome.limits().get(0).observed()).isEqualTo("unknown");
    assertThat(outcome.attainment().share()).isEqualTo(0.8);
    assertThat(outcome.attainment().shareAtMost()).isEqualTo(1);
    assertThat(outcome.attainment().goodput()).isEqualTo(8);
    assertThat(outcome.attainment().goodputAtMost()).isEqualTo(10);
  }

  @Test
  void orMakeNone() {
    SloJudge judge = judge("e2e_p90=1s");
    add(judge, 95, i -> Exchanges.plain(100));
    add(judge, 5, i -> Exchanges.cut(1_000));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MET);
    assertThat(only(judge).observed()).isEqualTo("100.0 ms");
  }

  @Test
  void aFirstTokenThatCameBeforeTheCutWasNotLate() {
    SloJudge judge = judge("ttft_p90=500ms");
    add(judge, 100, i -> Exchanges.streamed(400, 9_000));
    add(judge, 10, i -> Exchanges.cut(8_000, 400, 7_000));
    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MET);

    add(judge, 10, i -> Exchanges.cut(8_000, 501));

    assertThat(only(judge).reason())
        .isEqualTo("10 to 20 of 120 were above 500ms, with 10 cut off; 10 % may be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ttft_p50=1s", "ttfa_p50=1s", "inter_event_p50=1s", "tpot_p50=1s"})
  void whatWasNotStreamedSaysNothingAboutStreams(String slo) {
    SloJudge judge = judge(slo);
    add(judge, 500, i -> Exchanges.plain(100));
    add(judge, 500, i -> Exchanges.failed(100));

    SloOutcome.LimitOutcome outcome = only(judge);

    assertThat(outcome.verdict()).isEqualTo(SloVerdict.UNDETERMINED);
    assertThat(outcome.observed()).isEqualTo("none");
    assertThat(outcome.value()).isEmpty();
    assertThat(outcome.reason()).startsWith("nothing was streamed, so there is no ");
    assertThat(judge.outcome(1).attainment().share()).isZero();
    assertThat(judge.outcome(1).attainment().shareAtMost()).isEqualTo(0.5);
  }

  @Test
  void whereAllFailNobodyAsksWhetherItWasStreamed() {
    SloJudge judge = judge("ttft_p99=1s");
    add(judge, 3, i -> Exchanges.failed(100));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MISSED);
  }

  @Test
  void whatCannotBeToldOfAnyReplyIsUndetermined() {
    SloJudge judge = judge("itl_p50=1s");
    add(judge, 100, i -> Exchanges.streamed(Work.unknown(), 20, 30));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.UNDETERMINED);
    assertThat(only(judge).reason())
        .isEqualTo("there is no itl_p50, as it could not be told of any reply");
  }

  @Test
  void repliesWithoutTheLatencyAreSaid() {
    SloJudge judge = judge("ttft_p50=1s");
    add(judge, 100, i -> Exchanges.streamed(20, 30));
    add(judge, 7, i -> Exchanges.plain(20));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MET);
    assertThat(only(judge).reason())
        .isEqualTo("0 of 100 were above 1s; 50 % may be (7 replies had none)");
    assertThat(judge.outcome(1).attainment().unknown()).isEqualTo(7);
  }

  @Test
  void everyGapIsASampleButTheLargestDecidesWhetherAnExchangeAttains() {
    SloJudge judge = judge("inter_event_p90=50ms");
    add(judge, 100, i -> Exchanges.streamed(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 151));

    assertThat(only(judge).verdict()).isEqualTo(SloVerdict.MET);
    assertThat(only(judge).reason()).isEqualTo("100 of 1000 were above 50ms; 10 % may be");
    assertThat(judge.outcome(1).attainment().attained()).isZero();
  }

  @Test
  void oneEventHasNoGapThatIsTooLong() {
    SloJudge judge = judge("inter_event_p90=50ms");
    add(judge, 100, i -> Exchanges.streamed(10));

    assertThat(judge.outcome(1).attainment().attained()).isEqualTo(100);
  }

  @Test
  void anExchangeAttainsIfItKeepsEveryBound() {
    SloJudge judge = judge("ttft_p50=50ms,e2e_p50=200ms");
    judge.add(Exchanges.streamed(40, 190));
    judge.add(Exchanges.streamed(60, 190));
    judge.add(Exchanges.streamed(40, 210));
    judge.add(Exchanges.failed(1));
    judge.add(Exchanges.cut(100));
    judge.add(Exchanges.cut(40));

    SloOutcome.Attainment attainment = judge.outcome(2).attainment();

    assertThat(attainment.scheduled()).isEqualTo(6);
    assertThat(attainment.attained()).isOne();
    assertThat(attainment.unknown()).isOne();
  }

  @Test
  void withoutALatencyEverySuccessAttains() {
    SloJudge judge = judge("error_rate=50%");
    judge.add(Exchanges.plain(1));
    judge.add(Exchanges.failed(1));
    judge.add(Exchanges.cut(1));

    SloOutcome.Attainment attainment = judge.outcome(1).attainment();

    assertThat(attainment.attained()).isOne();
    assertThat(attainment.unknown()).isOne();
  }

  @Test
  void theIntervalSpansWhatIsUnknown() {
    SloJudge judge = judge("e2e_p50=1s");
    add(judge, 70, i -> Exchanges.plain(100));
    add(judge, 20, i -> Exchanges.plain(2_000));
    add(judge, 10, i -> Exchanges.cut(100));

    SloOutcome.Attainment attainment = judge.outcome(1).attainment();

    assertThat(attainment.low()).isEqualTo(WilsonInterval.of(70, 100).getLowerBound());
    assertThat(attainment.high()).isEqualTo(WilsonInterval.of(80, 100).getUpperBound());
  }

  @ParameterizedTest
  @CsvSource({"e2e_p99=1s, there was no sample", "error_rate=1%, there was no sample"})
  void withoutAnExchangeNothingIsKnown(String slo, String reason) {
    SloOutcome outcome = judge(slo).outcome(1);

    assertThat(outcome.verdict()).isEqualTo(SloVerdict.UNDETERMINED);
    assertThat(outcome.limits().get(0).observed()).isEqualTo("too few");
    assertThat(outcome.limits().get(0).reason()).isEqualTo(reason);
    assertThat(outcome.attainment().low()).isNaN();
    assertThat(outcome.attainment().high()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void aWindowLastsSomeTime(double seconds) {
    SloJudge judge = judge("e2e_p99=1s");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> judge.outcome(seconds))
        .withMessageStartingWith("the window must be above 0 s, was ");
  }

  @Test
  void severalThreadsMayAdd() throws Exception {
    SloJudge judge = judge("e2e_p99=100ms,error_rate=1%");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                add(judge, 10_000, n -> n % 4 == 0 ? Exchanges.plain(200) : Exchanges.plain(50));
                judge.unsent();
              },
              "bench-test-" + i));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    SloOutcome outcome = judge.outcome(1);

    assertThat(outcome.limits().get(0).reason())
        .isEqualTo("10004 of 40004 were above 100ms, of these 4 failed; 1 % may be");
    assertThat(outcome.attainment().scheduled()).isEqualTo(40_004);
    assertThat(outcome.attainment().attained()).isEqualTo(30_000);
  }

  private static SloJudge judge(String slo) {
    return new SloJudge(Slo.parse(slo));
  }

  private static void add(SloJudge judge, int times, LongFunction<Exchange> each) {
    LongStream.range(0, times).forEach(i -> judge.add(each.apply(i)));
  }

  private static SloOutcome.LimitOutcome only(SloJudge judge) {
    SloOutcome outcome = judge.outcome(1);
    assertThat(outcome.limits()).hasSize(1);
    return outcome.limits().get(0);
  }
}
