package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vespabench.api.Work;

/** Times are milliseconds after the origin, and a bin is 10 ms. */
class WorkOverTimeTest {
  private static final long ORIGIN = -5_000 * Exchanges.MILLI;

  private final WorkOverTime work = new WorkOverTime(ORIGIN);

  @Test
  void anExchangeIsSpreadEvenlyFromItsFirstByteSentToItsLastByteRead() {
    add(100, 500, 40);

    assertThat(rates(0, 100, 6)).containsExactly(new double[] {0, 100, 100, 100, 100, 0}, NEARLY);
  }

  @Test
  void endsWithinABinGetTheirShareOfIt() {
    add(5, 25, 20); // 5 ms in the first bin, 10 in the second, 5 in the third

    assertThat(rates(0, 10, 3)).containsExactly(new double[] {500, 1000, 500}, NEARLY);
  }

  @Test
  void whatLiesWithinOneBinStaysThere() {
    add(12, 15, 7);

    assertThat(rates(0, 10, 3)).containsExactly(new double[] {0, 700, 0}, NEARLY);
  }

  @Test
  void aStreamDidItsWorkWhenItsOutputArrived() {
    OutputTimes outputs = new OutputTimes();
    for (long millis : new long[] {55, 55, 95, 205}) {
      outputs.addAnswer(ORIGIN + millis * Exchanges.MILLI);
    }
    Exchange exchange = Exchanges.success(stamps(0, 300), outputs, 8, Work.done(8));

    work.add(exchange, 8); // two units an event

    assertThat(rates(0, 100, 3)).containsExactly(new double[] {60, 0, 20}, NEARLY);
  }

  @Test
  void aTimeThatBeginsWithinABinBeginsWithTheNext() {
    add(0, 100, 100);

    assertThat(rates(95, 10, 1)).containsExactly(new double[] {0}, NEARLY);
    assertThat(rates(85, 10, 1)).containsExactly(new double[] {1000}, NEARLY);
  }

  @Test
  void afterTheLastExchangeThereIsNoWork() {
    add(0, 100, 10);

    assertThat(rates(1_000_000, 100, 2)).containsExactly(new double[] {0, 0}, NEARLY);
  }

  @Test
  void manyOverlappingExchangesAddUpAsOneWouldByHand() {
    Random random = new Random(7);
    List<double[]> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long from = random.nextInt(60_000);
      long to = from + random.nextInt(9_000);
      double units = 1 + random.nextInt(500);
      add(from, to, units);
      all.add(new double[] {from, to, units});
    }

    double[] rates = rates(10_000, 2_500, 20);

    for (int batch = 0; batch < 20; batch++) {
      double begin = 10_000 + batch * 2_500;
      double expected =
          all.stream().mapToDouble(one -> share(one, begin, begin + 2_500)).sum() / 2.5;
      assertThat(rates[batch]).isCloseTo(expected, within(0.02 * expected));
    }
  }

  private static final org.assertj.core.data.Offset<Double> NEARLY = within(1e-6);

  private static double share(double[] exchange, double begin, double end) {
    double overlap = Math.min(end, exchange[1]) - Math.max(begin, exchange[0]);
    return exchange[1] == exchange[0] || overlap <= 0
        ? 0
        : exchange[2] * overlap / (exchange[1] - exchange[0]);
  }

  private void add(long from, long to, double units) {
    work.add(
        Exchanges.success(stamps(from, to), new OutputTimes(), units, Work.done(units)), units);
  }

  private static Exchange.Stamps stamps(long from, long to) {
    return Exchanges.stamps(from - 5_000, from - 5_000, to - 5_000);
  }

  private double[] rates(long fromMillis, long batchMillis, int batches) {
    return work.rates(
        ORIGIN + fromMillis * Exchanges.MILLI, batchMillis * Exchanges.MILLI, batches);
  }
}
