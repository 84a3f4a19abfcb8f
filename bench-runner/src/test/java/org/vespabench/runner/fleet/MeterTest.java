package org.vespabench.runner.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MeterTest {
  private final Meter meter = new Meter();

  @Test
  void whatIsInFlightIsSummedAndListed() {
    Job first = meter.admit(Ask.of(500, "1", "678"));
    meter.admit(Ask.of(5242.88, "2", "679"));

    assertThat(meter.costInFlight()).isEqualTo(5742.88);
    assertThat(meter.inFlight()).isEqualTo(2);
    assertThat(meter.workingRequestIdxs()).containsExactly("678", "679");

    first.succeeded();

    assertThat(meter.costInFlight()).isEqualTo(5242.88);
    assertThat(meter.workingRequestIdxs()).containsExactly("679");
  }

  @Test
  void whatHasEndedLeavesNothingBehind() {
    Job one = meter.admit(Ask.unnamed(0.1));
    Job other = meter.admit(Ask.unnamed(0.2));
    Job huge = meter.admit(Ask.unnamed(1e300));
    assertThat(meter.costInFlight()).isEqualTo(1e300);

    huge.cancelled();
    assertThat(meter.costInFlight()).isEqualTo(0.3);

    one.succeeded();
    other.failed();
    assertThat(meter.costInFlight()).isZero();
  }

  @Test
  void eachEndIsCountedInItsOwnSum() {
    meter.admit(Ask.unnamed(1)).succeeded();
    meter.admit(Ask.unnamed(10)).failed();
    meter.admit(Ask.unnamed(100)).cancelled();
    meter.rejected(Ask.unnamed(1000));

    Snapshot now = meter.snapshot();

    assertThat(now.served()).isEqualTo(1);
    assertThat(now.errored()).isEqualTo(10);
    assertThat(now.cancelled()).isEqualTo(100);
    assertThat(now.rejected()).isEqualTo(1000);
    assertThat(now.received()).isEqualTo(111);
    assertThat(now.newLoad()).isEqualTo(11);
  }

  @Test
  void newLoadIsNeverBelowZero() {
    Job job = meter.admit(Ask.unnamed(7));
    meter.accepted(meter.snapshot());
    job.cancelled();

    assertThat(meter.snapshot().newLoad()).isZero();
  }

  @Test
  void aJobEndsOnce() {
    Job job = meter.admit(Ask.of(3, "1", "5"));
    job.cancelled();
    job.succeeded();
    job.failed();

    assertThat(meter.costInFlight()).isZero();
    assertThat(meter.snapshot().served()).isZero();
    assertThat(meter.finished().size()).isEqualTo(1);
  }

  @Test
  void whatHappensDuringAReportIsInTheNext() {
    Job early = meter.admit(Ask.unnamed(1));
    Snapshot reported = meter.snapshot();
    early.succeeded();
    meter.admit(Ask.unnamed(2));
    meter.accepted(reported);

    Snapshot next = meter.snapshot();

    assertThat(reported.received()).isEqualTo(1);
    assertThat(next.received()).isEqualTo(2);
    assertThat(next.served()).isEqualTo(1);
  }

  @Test
  void aReportThatFailedIsNotTakenAway() {
    meter.admit(Ask.unnamed(1)).succeeded();
    meter.snapshot();

    assertThat(meter.snapshot().served()).isEqualTo(1);
  }

  @Test
  void unnamedJobsDoNotTakeEachOthersPlace() {
    meter.admit(Ask.unnamed(1));
    meter.admit(Ask.unnamed(1)).succeeded();

    assertThat(meter.costInFlight()).isEqualTo(1);
    assertThat(meter.workingRequestIdxs()).isEmpty();
    assertThat(meter.finished().size()).isZero();
    assertThat(meter.snapshot().requests()).isEqualTo(2);
  }

  @Test
  void aRequestThatComesAgainIsCountedOnce() {
    meter.admit(Ask.of(1, "12", "5"));
    meter.admit(Ask.of(1, "12", "5"));
    meter.rejected(Ask.of(1, "13", "6"));
    meter.rejected(Ask.of(1, "13", "6"));

    assertThat(meter.snapshot().requests()).isEqualTo(2);
    assertThat(meter.inFlight()).isEqualTo(2);
    assertThat(meter.workingRequestIdxs()).containsExactly("5");
  }

  @Test
  void numbersFromLongAgoAreForgotten() {
    DistinctNumbers numbers = new DistinctNumbers(2);
    for (String number : List.of("1", "2", "2", "3", "1")) {
      numbers.add(Optional.of(number));
    }

    assertThat(numbers.count()).isEqualTo(4);
  }

  @Test
  void admissionSuccessErrorAndRejectionAskForAReport() {
    Job job = meter.admit(Ask.unnamed(1));
    assertThat(changes(meter -> meter.admit(Ask.unnamed(1)))).isOne();
    assertThat(changes(meter -> job.succeeded())).isOne();
    Job other = meter.admit(Ask.unnamed(1));
    assertThat(changes(meter -> other.failed())).isOne();
    assertThat(changes(meter -> meter.rejected(Ask.unnamed(1)))).isOne();
  }

  @Test
  void aStartAtTheBackendAndACancellationWait() {
    Job job = meter.admit(Ask.unnamed(1));

    assertThat(changes(meter -> job.started())).isZero();
    assertThat(changes(meter -> job.cancelled())).isZero();
  }

  private long changes(Consumer<Meter> event) {
    long before = meter.changes();
    event.accept(meter);
    return meter.changes() - before;
  }

  @Test
  void sumsAreExactHoweverManyThreadsCount() throws Exception {
    int threads = 8;
    int each = 2000;
    ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int number = thread;
      all.add(pool.submit(after(go, () -> work(number, each))));
    }
    Future<double[]> reports = pool.submit(() -> reportUntilDone(all));
    go.countDown();
    double[] reported = reports.get();
    pool.shutdown();

    // Of each four one of 0.1 succeeds, fails, is cancelled and is rejected.
    double quarter = threads * each / 40.0;
    assertThat(reported[0]).isEqualTo(3 * quarter, Offset.offset(1e-6));
    assertThat(reported[1]).isEqualTo(quarter, Offset.offset(1e-6));
    Costs total = meter.snapshot().total();
    assertThat(Costs.number(total.received())).isEqualTo(3 * quarter);
    assertThat(Costs.number(total.served())).isEqualTo(quarter);
    assertThat(Costs.number(total.errored())).isEqualTo(quarter);
    assertThat(Costs.number(total.cancelled())).isEqualTo(quarter);
    assertThat(Costs.number(total.rejected())).isEqualTo(quarter);
    assertThat(meter.costInFlight()).isZero();
    assertThat(meter.inFlight()).isZero();
    assertThat(meter.snapshot().requests()).isEqualTo((long) threads * each);
  }

  private static Callable<Void> after(CountDownLatch go, Runnable work) {
    return () -> {
      go.await();
      work.run();
      return null;
    };
  }

  private void work(int thread, int count) {
    for (int i = 0; i < count; i++) {
      Ask ask = Ask.of(0.1, "1" + thread + "0" + i, "1");
      switch (i % 4) {
        case 0 -> meter.admit(ask).succeeded();
        case 1 -> meter.admit(ask).failed();
        case 2 -> meter.admit(ask).cancelled();
        default -> meter.rejected(ask);
      }
    }
  }

  /** Sums up what reports say was received and served. */
  private double[] reportUntilDone(List<Future<?>> all) throws Exception {
    double[] sums = new double[2];
    boolean over;
    do {
      over = all.stream().allMatch(Future::isDone);
      Snapshot now = meter.snapshot();
      sums[0] += now.received();
      sums[1] += now.served();
      meter.accepted(now);
    } while (!over);
    for (Future<?> one : all) {
      one.get();
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void aCostThatIsNoneIsRefused(double cost) {
    assertThatThrownBy(() -> Ask.unnamed(cost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("auth_data.cost must be a number of 0 or more, was " + cost);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "x",
    "01",
    "'1,2'",
    "'\"1\"'",
    "NaN",
    "12345678901234567890123456789012345678901"
  })
  void aRequestIndexThatIsNoNumberIsRefused(String index) {
    assertThatThrownBy(() -> Ask.of(1, "1", index))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("auth_data.request_idx must be a number of at most 40 characters");
  }
}
