package org.vespabench.runner.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.client.ClientProbe.Sample;
import org.vespabench.runner.measure.ClientFigures;

/** What becomes of the samples of a probe. */
final class ClientWatchTest {
  @Test
  void figuresAreOfTheTimeBetweenTheFirstAndTheLastSample() {
    ClientFigures figures = watch(FakeProbe.at(100, 7), FakeProbe.at(104, 13));

    assertThat(figures.seconds()).isEqualTo(4);
    assertThat(figures.cpuCores()).isEqualTo(1.5);
    assertThat(figures.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void whatTheProbeDoesNotKnowIsNotANumber() {
    ClientFigures figures =
        watch(
            new Sample(0, -1, Double.NaN, 0, 0, 0, Map.of()),
            new Sample(FakeProbe.SECOND, -1, Double.NaN, 0, 0, 0, Map.of()));

    assertThat(figures.cpuCores()).isNaN();
    assertThat(figures.machineBusy()).isNaN();
    assertThat(figures.busiestIoThread()).isNaN();
    assertThat(figures.peaks())
        .isEqualTo(new ClientFigures.Peaks(Double.NaN, Double.NaN, Double.NaN));
  }

  @Test
  void theMachineIsBusyByTheTimeOfEachSample() {
    ClientFigures figures =
        watch(
            FakeProbe.busy(0, 0.99), // of the time before
            FakeProbe.busy(3, 0.2),
            FakeProbe.busy(4, Double.NaN),
            FakeProbe.busy(5, 0.8));

    assertThat(figures.machineBusy()).isCloseTo(0.35, within(1e-9));
    assertThat(figures.peaks().machineBusy()).isEqualTo(0.8);
  }

  @Test
  void peaksAreBetweenTwoSamples() {
    ClientFigures figures =
        watch(FakeProbe.at(0, 0), FakeProbe.at(1, 0.5), FakeProbe.at(2, 2.5), FakeProbe.at(4, 3));

    assertThat(figures.cpuCores()).isEqualTo(0.75);
    assertThat(figures.peaks().cpuCores()).isEqualTo(2);
  }

  @Test
  void collectionsBeforeTheStartDoNotCount() {
    ClientFigures figures =
        watch(
            FakeProbe.collected(0, 5, 900, 400),
            FakeProbe.collected(1, 6, 930, 30),
            FakeProbe.collected(2, 8, 950, 15));

    assertThat(figures.gcCount()).isEqualTo(3);
    assertThat(figures.gcMillis()).isEqualTo(50);
    assertThat(figures.longestGcPauseMillis()).isEqualTo(30);
  }

  @Test
  void theBusiestThreadIsTheOneThatUsedMostDuringTheTime() {
    ClientFigures figures =
        watch(
            FakeProbe.threads(0, Map.of("a", FakeProbe.nanos(50), "b", FakeProbe.nanos(1))),
            FakeProbe.threads(1, Map.of("a", FakeProbe.nanos(50.2), "b", FakeProbe.nanos(1.1))),
            FakeProbe.threads(2, Map.of("a", FakeProbe.nanos(50.3), "b", FakeProbe.nanos(2.0))));

    assertThat(figures.busiestIoThread()).isCloseTo(0.5, within(1e-9));
    assertThat(figures.peaks().busiestIoThread()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void threadsThatComeAndGoCountForWhatTheyDid() {
    ClientFigures figures =
        watch(
            FakeProbe.threads(0, Map.of("gone", FakeProbe.nanos(3))),
            FakeProbe.threads(1, Map.of("gone", FakeProbe.nanos(3.8), "new", FakeProbe.nanos(0.1))),
            FakeProbe.threads(2, Map.of("new", FakeProbe.nanos(0.5))));

    assertThat(figures.busiestIoThread()).isCloseTo(0.4, within(1e-9));
    assertThat(figures.peaks().busiestIoThread()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void afterTheStopNothingCounts() {
    ClientWatch watch =
        ClientWatch.start(
            new FakeProbe(FakeProbe.at(0, 0), FakeProbe.at(1, 1), FakeProbe.at(2, 9)));
    watch.stop();

    watch.stop();
    watch.close();

    assertThat(watch.figures().seconds()).isOne();
    assertThat(watch.figures().cpuCores()).isOne();
  }

  @Test
  void figuresCanBeSeenWhileItGoesOn() {
    ClientWatch watch =
        ClientWatch.start(
            new FakeProbe(FakeProbe.at(0, 0), FakeProbe.at(1, 1), FakeProbe.at(2, 1.5)));

    assertThat(watch.figures().cpuCores()).isEqualTo(1);
    assertThat(watch.figures().cpuCores()).isEqualTo(0.75);
  }

  @Test
  void aThreadOfItsOwnLooksInBetween() throws Exception {
    AtomicInteger seconds = new AtomicInteger();
    AtomicReference<Thread> looking = new AtomicReference<>();
    CountDownLatch looks = new CountDownLatch(4);
    ClientProbe probe =
        () -> {
          int now = seconds.getAndIncrement();
          if (now > 0) {
            looking.compareAndSet(null, Thread.currentThread());
          }
          looks.countDown();
          // Two cores in the first second, none in the others.
          return FakeProbe.at(now, Math.min(2, 2 * now));
        };

    ClientWatch watch = ClientWatch.startSampling(probe, Duration.ofNanos(1));
    looks.await();
    watch.stop();

    ClientFigures figures = watch.figures();
    assertThat(figures.seconds()).isGreaterThanOrEqualTo(3);
    assertThat(figures.peaks().cpuCores()).isEqualTo(2);
    assertThat(figures.cpuCores()).isEqualTo(2 / figures.seconds());
    assertThat(looking.get().getName()).isEqualTo("bench-client-1");
    assertThat(looking.get().isDaemon()).isTrue();
    looking.get().join();
  }

  private static ClientFigures watch(Sample... samples) {
    ClientWatch watch = ClientWatch.start(new FakeProbe(samples));
    ClientFigures figures = watch.figures();
    for (int i = 2; i < samples.length; i++) {
      figures = watch.figures();
    }
    return figures;
  }
}
