package org.vespabench.runner.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.client.ClientProbe.Sample;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What is provoked for real is seen. */
final class SystemProbeTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long SPIN_NANOS = 300_000_000;

  /** Other processes may have most of the machine, so no share of the time is known beforehand. */
  private static final double NEARLY = 0.95;

  private final SystemProbe probe = SystemProbe.open();

  @AfterEach
  void close() {
    probe.close();
  }

  @Test
  void aThreadThatSpinsIsSeenInTheOwnProcessorTime() {
    ClientWatch watch = ClientWatch.start(probe);

    spin(SPIN_NANOS);

    ClientFigures figures = watch.figures();
    assertThat(figures.cpuCores() * figures.seconds() * 1e9).isGreaterThan(NEARLY * SPIN_NANOS);
    assertThat(figures.cpuCores()).isLessThan(1.2 * figures.cores());
  }

  @Test
  void theMachineIsSeenToWork() {
    ClientWatch watch = ClientWatch.start(probe);

    spin(SPIN_NANOS);

    ClientFigures figures = watch.figures();
    assertThat(figures.machineBusy()).isPositive().isLessThanOrEqualTo(1);
  }

  @Test
  void aCollectionIsSeenWithItsPause() {
    ClientWatch watch = ClientWatch.start(probe);
    List<Object> alive = new ArrayList<>();
    for (int i = 0; i < 500_000; i++) {
      alive.add(new Object[] {i, alive}); // so that there is something to look through
    }

    System.gc();

    ClientFigures figures = watch.figures();
    assertThat(alive).hasSize(500_000);
    assertThat(figures.gcCount()).isPositive();
    assertThat(figures.longestGcPauseMillis())
        .isPositive()
        .isLessThanOrEqualTo((long) (1_000 * figures.seconds()));
  }

  @Test
  void whatAnIoThreadDoesIsSeen() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start();
        HttpEngine engine = HttpEngine.open(HttpOptions.to(backend.url()), Proxy.NONE)) {
      backend.on("/stream", ScriptedReply.sse("a"));
      AtomicLong reader = new AtomicLong();
      ClientWatch watch = ClientWatch.start(probe);

      Exchange exchange =
          engine
              .perform(
                  TestRequest.post("/stream", "{}").streaming(() -> new Spinning(reader)),
                  Ticker.SYSTEM.nanos(),
                  Duration.ZERO)
              .future()
              .get(60, TimeUnit.SECONDS)
              .exchange();

      ClientFigures figures = watch.figures();
      assertThat(exchange.succeeded()).isTrue();
      assertThat(figures.busiestIoThread() * figures.seconds() * 1e9)
          .isGreaterThan(NEARLY * SPIN_NANOS);
      assertThat(figures.busiestIoThread()).isLessThan(1.1);
      assertThat(probe.sample().ioThreadCpuNanos().keySet())
          .anyMatch(name -> name.endsWith("@" + reader.get()));
    }
  }

  /** Fails if HttpClient names its threads in another way one day. */
  @Test
  void everyEngineHasItsThreads() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start();
        HttpEngine first = HttpEngine.open(HttpOptions.to(backend.url()), Proxy.NONE);
        HttpEngine second = HttpEngine.open(HttpOptions.to(backend.url()), Proxy.NONE)) {
      assertThat(first).isNotSameAs(second);
      int expected = 2 * Runtime.getRuntime().availableProcessors();

      await().untilAsserted(() -> assertThat(ioThreads()).hasSizeGreaterThanOrEqualTo(expected));

      assertThat(ioThreads()).allMatch(name -> name.startsWith("httpclient-dispatch-"));
    }
  }

  private Set<String> ioThreads() {
    return probe.sample().ioThreadCpuNanos().keySet();
  }

  @Test
  void beansThatRefuseLeaveFiguresUnknown() {
    try (SystemProbe refused =
        new SystemProbe(
            Refusing.bean(com.sun.management.OperatingSystemMXBean.class),
            Refusing.bean(ThreadMXBean.class),
            List.of(),
            Path.of("/no/such/file"))) {
      ClientWatch watch = ClientWatch.start(refused);

      assertUnknown(refused.sample());
      assertThat(watch.figures().cpuCores()).isNaN();
    }
  }

  @Test
  void beansOfAnotherMakerLeaveFiguresUnknown() {
    try (SystemProbe other =
        new SystemProbe(
            Refusing.bean(OperatingSystemMXBean.class),
            Refusing.bean(ThreadMXBean.class),
            List.of(),
            Path.of("/no/such/file"))) {
      assertUnknown(other.sample());
    }
  }

  private static void assertUnknown(Sample sample) {
    assertThat(sample.ownCpuNanos()).isNegative();
    assertThat(sample.machineBusy()).isNaN();
    assertThat(sample.gcCount()).isZero();
    assertThat(sample.gcMillis()).isZero();
    assertThat(sample.longestGcPauseMillis()).isZero();
    assertThat(sample.ioThreadCpuNanos()).isEqualTo(Map.of());
  }

  /** Use up processor time on the calling thread. */
  private static void spin(long cpuNanos) {
    long end = THREADS.getCurrentThreadCpuTime() + cpuNanos;
    while (THREADS.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** Reads far too slowly. */
  private record Spinning(AtomicLong thread) implements StreamReader {
    @Override
    public Output event(String data) {
      thread.set(Thread.currentThread().getId());
      spin(SPIN_NANOS);
      return Output.ANSWER;
    }

    @Override
    public Work end(HttpReply reply) {
      return Work.done(1);
    }
  }
}
