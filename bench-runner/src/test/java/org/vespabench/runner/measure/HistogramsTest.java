package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Work;

/** Which times go into which figure. */
final class HistogramsTest {
  private final Histograms histograms = new Histograms();

  @Test
  void percentilesAreThoseOfANaiveSort() {
    Random random = new Random(7);
    double[] millis = new double[5_000];
    for (int i = 0; i < millis.length; i++) {
      long tookMicros = (long) (100 * Math.exp(3 * random.nextDouble() + random.nextGaussian()));
      millis[i] = tookMicros / 1_000.0;
      histograms.record(
          Exchanges.success(
              new Exchange.Stamps(5, 5, 5, 0, 5 + tookMicros * 1_000),
              new OutputTimes(),
              1,
              Work.asDeclared()));
    }
    Arrays.sort(millis);

    for (Percentile percentile : Percentile.all()) {
      double naive = millis[(int) Math.ceil(percentile.rank() / 100 * millis.length) - 1];
      assertThat(percentile.millis(histograms.of(Latency.E2E)).orElseThrow())
          .as(percentile.label())
          .isCloseTo(naive, within(naive * 0.002));
    }
  }

  @Test
  void timesCountFromTheIntendedAndFromTheActualSend() {
    histograms.record(
        Exchanges.success(
            Exchanges.stamps(10, 30, 130), Exchanges.answers(80, 120), 2, Work.unknown()));

    assertThat(only(Latency.E2E)).isEqualTo(120);
    assertThat(only(Latency.E2E_FROM_SENT)).isEqualTo(100);
    assertThat(only(Latency.TTFT)).isEqualTo(70);
    assertThat(only(Latency.TTFT_FROM_SENT)).isEqualTo(50);
    assertThat(only(Latency.TTFA)).isEqualTo(70);
    assertThat(only(Latency.INTER_EVENT)).isEqualTo(40);
  }

  @Test
  void reasoningIsOutputButNoAnswer() {
    OutputTimes outputs = new OutputTimes();
    outputs.addReasoning(50 * Exchanges.MILLI);
    outputs.addAnswer(90 * Exchanges.MILLI);

    histograms.record(Exchanges.streamed(outputs, Work.unknown()));

    assertThat(only(Latency.TTFT)).isEqualTo(49);
    assertThat(only(Latency.TTFA)).isEqualTo(89);
  }

  @Test
  void reasoningAloneHasNoFirstAnswer() {
    OutputTimes outputs = new OutputTimes();
    outputs.addReasoning(50 * Exchanges.MILLI);

    histograms.record(Exchanges.streamed(outputs, Work.unknown()));

    assertThat(count(Latency.TTFT)).isOne();
    assertThat(count(Latency.TTFA)).isZero();
  }

  @Test
  void withoutAStreamThereIsOnlyTheWhole() {
    histograms.record(Exchanges.success(1, 100, 50, Work.done(50)));

    assertThat(count(Latency.E2E)).isOne();
    assertThat(count(Latency.E2E_FROM_SENT)).isOne();
    assertThat(count(Latency.TTFT)).isZero();
    assertThat(count(Latency.TPOT)).isZero();
  }

  @Test
  void whereEachEventIsATokenGapsAreInterTokenLatencies() {
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 30, 60), Work.done(3)));

    assertThat(only(Latency.TPOT)).isEqualTo(25);
    assertThat(count(Latency.ITL)).isEqualTo(2);
    assertThat(histograms.of(Latency.ITL).getMinValue() / 1_000.0).isCloseTo(20, within(0.02));
    assertThat(histograms.of(Latency.ITL).getMaxValue() / 1_000.0).isCloseTo(30, within(0.03));
  }

  @Test
  void severalTokensInOneEventHaveNoInterTokenLatency() {
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 30, 60), Work.done(6)));

    assertThat(count(Latency.ITL)).isZero();
    assertThat(only(Latency.TPOT)).isEqualTo(10);
    assertThat(count(Latency.INTER_EVENT)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void belowTwoTokensThereIsNoTimePerToken(double tokens) {
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 30), Work.done(tokens)));

    assertThat(count(Latency.TPOT)).isZero();
    assertThat(count(Latency.ITL)).isZero();
    assertThat(count(Latency.INTER_EVENT)).isOne();
  }

  @Test
  void hiddenReasoningTokensLeaveNoTimePerToken() {
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 30), Work.done(2).reasoning(1)));

    assertThat(count(Latency.TPOT)).isZero();
    assertThat(count(Latency.ITL)).isZero();
  }

  @Test
  void visibleReasoningTokensCount() {
    OutputTimes outputs = new OutputTimes();
    outputs.addReasoning(10 * Exchanges.MILLI);
    outputs.addAnswer(30 * Exchanges.MILLI);

    histograms.record(Exchanges.streamed(outputs, Work.done(2).reasoning(1)));

    assertThat(only(Latency.TPOT)).isEqualTo(20);
    assertThat(only(Latency.ITL)).isEqualTo(20);
  }

  @Test
  void noReasoningHidesNothing() {
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 30), Work.done(2).reasoning(0)));

    assertThat(only(Latency.TPOT)).isEqualTo(20);
  }

  @Test
  void estimatedTokensHaveNoTimePerToken() {
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 30), Work.unknown()));

    assertThat(count(Latency.TPOT)).isZero();
    assertThat(count(Latency.ITL)).isZero();
  }

  @Test
  void declaredTokensThatTheReplyProvesHaveATimePerToken() {
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 109), Work.asDeclared()));

    assertThat(only(Latency.TPOT)).isEqualTo(1);
  }

  @Test
  void gapsInsideOneReadAreInNoFigureButInTheShare() {
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 10, 10, 40, 60), Work.unknown()));

    assertThat(count(Latency.INTER_EVENT)).isEqualTo(2);
    assertThat(histograms.shareInOneRead()).isEqualTo(0.5);
  }

  @Test
  void withoutGapsTheShareIsZero() {
    assertThat(histograms.shareInOneRead()).isZero();
  }

  @Test
  void addingOthersAddsEverything() {
    Histograms others = new Histograms();
    others.record(Exchanges.streamed(Exchanges.answers(10, 10), Work.unknown()));
    histograms.record(Exchanges.streamed(Exchanges.answers(10, 40), Work.unknown()));

    histograms.add(others);

    assertThat(count(Latency.E2E)).isEqualTo(2);
    assertThat(count(Latency.INTER_EVENT)).isOne();
    assertThat(histograms.shareInOneRead()).isEqualTo(0.5);
    assertThat(others.of(Latency.E2E).getTotalCount()).isOne();
  }

  @Test
  void aTimeBeforeItsStartCountsAsZero() {
    histograms.record(
        Exchanges.success(Exchanges.stamps(20, 20, 10), new OutputTimes(), 1, Work.unknown()));

    assertThat(only(Latency.E2E)).isZero();
  }

  private long count(Latency latency) {
    return histograms.of(latency).getTotalCount();
  }

  /** Tell the only value in milliseconds, as whole as the histogram's precision allows. */
  private long only(Latency latency) {
    Histogram histogram = histograms.of(latency);
    assertThat(histogram.getTotalCount()).as(latency.label()).isOne();
    return Math.round(histogram.getMaxValue() / 1_000.0);
  }
}
