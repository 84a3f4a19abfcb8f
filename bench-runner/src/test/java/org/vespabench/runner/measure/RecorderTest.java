package org.vespabench.runner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vespabench.api.Work;

/** How a round's figures come from its exchanges. */
final class RecorderTest {
  private static final Failure BUSY = new Failure(FailureKind.STATUS, "503", "503: busy");
  private static final Failure LATE = Failure.of(FailureKind.TIMEOUT, "no reply within 5s");

  private final Recorder recorder = new Recorder();

  @Test
  void throughputIsTheSuccessesWorkFromTheFirstSendToTheLastByte() {
    recorder.add(Exchanges.success(200, 1_000, 100, Work.done(80)));
    recorder.add(Exchanges.success(100, 900, 300, Work.done(310)));

    Round round = recorder.round();

    assertThat(round.completed()).isEqualTo(2);
    assertThat(round.declared()).isEqualTo(400);
    assertThat(round.done()).isEqualTo(390);
    assertThat(round.elapsed()).isEqualTo(Duration.ofMillis(900));
    assertThat(round.seconds()).isEqualTo(0.9);
    assertThat(round.throughput()).isEqualTo(400 / 0.9);
    assertThat(round.doneThroughput()).isEqualTo(390 / 0.9);
  }

  @Test
  void aFailureTakesTimeButDoesNoWork() {
    recorder.add(Exchanges.success(100, 900, 100, Work.asDeclared()));
    recorder.add(Exchanges.failure(50, 2_050, LATE));

    Round round = recorder.round();

    assertThat(round.completed()).isOne();
    assertThat(round.failed()).isOne();
    assertThat(round.requests()).isEqualTo(2);
    assertThat(round.declared()).isEqualTo(100);
    assertThat(round.elapsed()).isEqualTo(Duration.ofSeconds(2));
    assertThat(round.throughput()).isEqualTo(50);
  }

  @Test
  void whatNeverLeftCountsFromWhenItShouldHave() {
    recorder.add(
        new Exchange(
            new Exchange.Stamps(1_000, 0, 0, 0, 5_000),
            new OutputTimes(),
            1,
            null,
            new Failure(FailureKind.CONNECT, "refused", "refused"),
            new Exchange.Connection(true, false)));

    assertThat(recorder.round().elapsed()).isEqualTo(Duration.ofNanos(4_000));
  }

  @Test
  void workIsAsCountedElseAsDeclared() {
    recorder.add(Exchanges.success(1, 2, 100, Work.done(0)));
    recorder.add(Exchanges.success(1, 2, 100, Work.asDeclared()));
    recorder.add(Exchanges.success(1, 2, 100, Work.unknown()));

    Round round = recorder.round();

    assertThat(round.declared()).isEqualTo(300);
    assertThat(round.done()).isEqualTo(200);
    assertThat(round.estimated()).isOne();
    assertThat(recorder.doneSoFar()).isEqualTo(200);
    assertThat(recorder.ended()).isEqualTo(3);
  }

  @Test
  void errorsAreCountedByLabelInTheOrderInWhichTheyCame() {
    Failure busyAgain = new Failure(FailureKind.STATUS, "503", "503: still busy");
    recorder.add(Exchanges.failure(1, 2, LATE));
    recorder.add(Exchanges.failure(1, 2, BUSY));
    recorder.add(Exchanges.failure(1, 2, busyAgain));
    for (int status = 400; status < 420; status++) {
      recorder.add(
          Exchanges.failure(1, 2, new Failure(FailureKind.STATUS, "" + status, "refused")));
    }

    Map<String, Round.ErrorCount> errors = recorder.round().errors();

    assertThat(errors)
        .hasSize(22)
        .containsEntry("timeout", new Round.ErrorCount(1, LATE))
        .containsEntry("status:503", new Round.ErrorCount(2, BUSY));
    assertThat(List.copyOf(errors.keySet()))
        .startsWith("timeout", "status:503", "status:400", "status:401")
        .endsWith("status:419");
    assertThat(errors).isUnmodifiable();
  }

  @Test
  void theBackendsFiguresAreAveragedOverThoseThatHaveThem() {
    recorder.add(Exchanges.success(1, 2, 1, Work.done(1).detail("queueMillis", 10)));
    recorder.add(Exchanges.success(1, 2, 1, Work.done(1).detail("queueMillis", 20)));
    recorder.add(Exchanges.success(1, 2, 1, Work.done(1).detail("loadMillis", 7)));

    assertThat(recorder.round().detail())
        .containsOnly(entry("queueMillis", 15.0), entry("loadMillis", 7.0));
  }

  @Test
  void connectionsAreCounted() {
    for (boolean resent : new boolean[] {true, false, false}) {
      recorder.add(
          new Exchange(
              Exchanges.stamps(1, 1, 2),
              new OutputTimes(),
              1,
              Work.unknown(),
              null,
              new Exchange.Connection(true, resent)));
    }
    recorder.add(Exchanges.success(1, 2, 1, Work.unknown()));

    assertThat(recorder.connections().fresh()).isEqualTo(3);
    assertThat(recorder.connections().stale()).isOne();
  }

  @Test
  void latenciesAreThoseOfSuccesses() {
    recorder.add(Exchanges.success(1, 2, 1, Work.unknown()));
    recorder.add(Exchanges.failure(1, 5_000, LATE));
    Histograms sum = new Histograms();

    recorder.addHistogramsTo(sum);

    assertThat(sum.of(Latency.E2E).getTotalCount()).isOne();
    assertThat(sum.of(Latency.E2E).getMaxValue()).isEqualTo(1_000);
  }

  @Test
  void aRoundIsNotChangedByWhatComesLater() {
    recorder.add(Exchanges.failure(1, 2, BUSY));
    Round before = recorder.round();

    recorder.add(Exchanges.failure(1, 2, LATE));

    assertThat(before.errors()).containsOnlyKeys("status:503");
    assertThat(before.failed()).isOne();
  }

  @Test
  void nothingTakesNoTime() {
    assertThat(recorder.round().elapsed()).isZero();
    assertThat(recorder.round().requests()).isZero();
  }

  @Test
  void anInstantStillTakesANanosecond() {
    recorder.add(Exchanges.success(1, 1, 5, Work.unknown()));

    assertThat(recorder.round().throughput()).isEqualTo(5e9);
  }

  @Test
  void countsOfALaterRoundAreAddedToTheFirstFailure() {
    assertThat(new Round.ErrorCount(2, BUSY).plus(new Round.ErrorCount(3, LATE)))
        .isEqualTo(new Round.ErrorCount(5, BUSY));
  }
}
