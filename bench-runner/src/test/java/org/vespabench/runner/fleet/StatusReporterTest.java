package org.vespabench.runner.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.runner.fleet.Fleet.ERROR;
import static org.vespabench.runner.fleet.Fleet.FAST;
import static org.vespabench.runner.fleet.Fleet.OK;
import static org.vespabench.runner.fleet.Fleet.WORKER;
import static org.vespabench.runner.fleet.Fleet.soon;
import static org.vespabench.runner.fleet.Fleet.statuses;
import static org.vespabench.runner.fleet.Fleet.sum;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class StatusReporterTest {
  private static final String PATH = "/worker_status/";
  private static final long GIB = 1L << 30;

  private final Meter meter = new Meter();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong diskBytes = new AtomicLong(100 * GIB);
  private ScriptedBackend server;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedBackend.start().on(PATH, OK);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private StatusReporter reporter(Autoscaler autoscaler, ReportTimes times) {
    return StatusReporter.start(
        autoscaler, WORKER, meter, times, nanos::get, () -> OptionalLong.of(diskBytes.get()));
  }

  private static ReportTimes times(
      Duration look, Duration limit, Duration backOff, int tries, Duration closing) {
    return new ReportTimes(look, FAST.heartbeat(), limit, backOff, tries, closing);
  }

  private static void someLooks(StatusReporter reporter) {
    long until = reporter.looks() + 20;
    soon().until(() -> reporter.looks() >= until);
  }

  private void tenSecondsPass() {
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
  }

  private JsonObject last() {
    List<JsonObject> all = statuses(server);
    return all.get(all.size() - 1);
  }

  @Test
  void aLoadingWorkerReportsFromTheStartAndEveryTenSeconds() {
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.sent() == 1);
      nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
      someLooks(reporter);
      assertThat(statuses(server)).hasSize(1);

      nanos.incrementAndGet();
      soon().until(() -> reporter.sent() == 2);
      someLooks(reporter);

      assertThat(statuses(server)).hasSize(2);
      assertThat(last().get("max_perf").getAsDouble()).isZero();
    }
  }

  @Test
  void whatHappenedIsReportedOnce() {
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.sent() == 1);
      Job job = meter.admit(Ask.of(500, "1", "678"));
      soon().until(() -> reporter.sent() == 2);
      assertThat(last().get("cur_load").getAsDouble()).isEqualTo(500);
      assertThat(last().get("working_request_idxs").toString()).isEqualTo("[678]");

      job.succeeded();
      soon().until(() -> reporter.sent() == 3);
      assertThat(last().get("cur_perf").getAsDouble()).isEqualTo(500);
      assertThat(last().get("new_load").getAsDouble()).isZero();

      tenSecondsPass();
      soon().until(() -> reporter.sent() == 4);
      assertThat(last().get("cur_perf").getAsDouble()).isZero();
    }
  }

  @Test
  void whatHappensDuringAReportIsInTheNext() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    server.on(
        PATH,
        request -> {
          arrived.countDown();
          return awaited(answer);
        });
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      arrived.await();
      meter.admit(Ask.unnamed(3)).succeeded();
      meter.rejected(Ask.unnamed(4));
      answer.countDown();
      soon().until(() -> reporter.sent() == 2);

      assertThat(statuses(server).get(0).get("new_load").getAsDouble()).isZero();
      assertThat(last().get("new_load").getAsDouble()).isEqualTo(3);
      assertThat(last().get("cur_perf").getAsDouble()).isEqualTo(3);
      assertThat(last().get("rej_load").getAsDouble()).isEqualTo(4);
    }
  }

  private static ScriptedReply awaited(CountDownLatch latch) {
    try {
      latch.await();
      return OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ERROR;
    }
  }

  @Test
  void whatWasNotTakenIsReportedAgain() {
    meter.admit(Ask.unnamed(3)).succeeded();
    server.on(PATH, ERROR, ERROR, ERROR, ERROR, OK);
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.sent() == 1);

      assertThat(reporter.failed()).isEqualTo(1);
      assertThat(statuses(server)).hasSize(5);
      assertThat(last().get("cur_perf").getAsDouble()).isEqualTo(3);
      tenSecondsPass();
      soon().until(() -> reporter.sent() == 2);
      assertThat(last().get("cur_perf").getAsDouble()).isZero();
    }
  }

  @Test
  void anOutageIsLoggedOnceAndItsEndOnce() {
    server.on(PATH, ERROR);
    try (LogLines log = LogLines.of(Outage.class);
        Autoscaler autoscaler = Fleet.autoscaler(server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.failed() >= 3);
      server.on(PATH, OK);
      soon().until(() -> reporter.sent() == 1);
      tenSecondsPass();
      soon().until(() -> reporter.sent() == 2);

      assertThat(log.list())
          .containsExactly(
              "WARN worker statuses do not reach the autoscaler: "
                  + server.url()
                  + "/worker_status/: status 500. This is said once; check REPORT_ADDR, and"
                  + " MASTER_TOKEN if the status is 401 or 403.",
              "INFO worker statuses reach the autoscaler again");
    }
  }

  @Test
  void aSecondAddressTakesOverFromOneThatIsDown() throws Exception {
    try (Autoscaler autoscaler = Fleet.autoscaler(Fleet.gone(), server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.sent() == 1);

      assertThat(reporter.failed()).isZero();
    }
  }

  @Test
  void theFirstAddressThatTakesItIsTheOnlyOne() throws Exception {
    try (ScriptedBackend second = ScriptedBackend.start().on(PATH, OK);
        Autoscaler autoscaler = Fleet.autoscaler(server, second);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.sent() == 1);
      someLooks(reporter);

      assertThat(second.requests()).isEmpty();
    }
  }

  @Test
  void anAddressThatHangsIsLeftAfterItsLimit() throws Exception {
    Duration limit = Duration.ofMillis(50);
    ReportTimes impatient = times(FAST.look(), limit, FAST.backOff(), 2, Duration.ofMillis(400));
    try (ScriptedBackend hung = ScriptedBackend.start().on(PATH, ScriptedReply.hang());
        Autoscaler autoscaler = Fleet.autoscaler(hung, server);
        StatusReporter reporter = reporter(autoscaler, impatient)) {
      soon().until(() -> server.requests().size() == 1);

      assertThat(hung.requests()).hasSize(2);
      soon().until(() -> reporter.sent() == 1);
    }
  }

  @Test
  void theLoadTimeIsToldUntilAReportWithItWasTaken() {
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.sent() == 1);
      server.on(PATH, ERROR, ERROR, ERROR, OK);
      reporter.loaded(1234.56, Duration.ofMillis(90_500));
      soon().until(() -> reporter.sent() == 2);
      assertThat(statuses(server).subList(1, 5))
          .allSatisfy(one -> assertThat(one.get("loadtime").getAsDouble()).isEqualTo(90.5));

      tenSecondsPass();
      soon().until(() -> reporter.sent() == 3);
      assertThat(last().get("loadtime").getAsDouble()).isZero();
      assertThat(last().get("max_perf").getAsDouble()).isEqualTo(1234.56);
    }
  }

  @Test
  void anErrorIsToldAtOnceAndTakenBack() {
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.sent() == 1);
      reporter.error("the backend answers 503");
      soon().until(() -> reporter.sent() == 2);
      assertThat(last().get("error_msg").getAsString()).isEqualTo("the backend answers 503");

      reporter.error("");
      soon().until(() -> reporter.sent() == 3);
      assertThat(last().get("error_msg").getAsString()).isEmpty();
    }
  }

  @Test
  void theDiskIsToldAsWhatWasAddedSinceTheLastReport() {
    server.on(PATH, OK, ERROR, ERROR, ERROR, OK);
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        StatusReporter reporter = reporter(autoscaler, FAST)) {
      soon().until(() -> reporter.sent() == 1);
      diskBytes.addAndGet(3 * GIB / 2);
      tenSecondsPass();
      soon().until(() -> reporter.sent() == 2);
      assertThat(last().get("additional_disk_usage").getAsDouble()).isEqualTo(1.5);

      tenSecondsPass();
      soon().until(() -> reporter.sent() == 3);
      assertThat(last().get("additional_disk_usage").getAsDouble()).isZero();
    }
  }

  @Test
  void theEndIsReported() {
    ReportTimes never = times(Duration.ofHours(1), FAST.limit(), FAST.backOff(), 3, FAST.closing());
    try (Autoscaler autoscaler = Fleet.autoscaler(server)) {
      try (StatusReporter reporter = reporter(autoscaler, never)) {
        soon().until(() -> reporter.sent() == 1);
        meter.admit(Ask.unnamed(3)).succeeded();
      }

      assertThat(statuses(server)).hasSize(2);
      assertThat(sum(statuses(server), "cur_perf")).isEqualTo(3);
    }
  }

  @Test
  void theEndDoesNotWaitForAnAddressThatHangs() {
    server.on(PATH, ScriptedReply.hang());
    ReportTimes hasty = times(FAST.look(), FAST.limit(), FAST.backOff(), 3, Duration.ofMillis(100));
    try (Autoscaler autoscaler = Fleet.autoscaler(server)) {
      StatusReporter reporter = reporter(autoscaler, hasty);
      soon().until(() -> server.requests().size() == 1);
      long before = System.nanoTime();
      reporter.close();

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      soon().until(() -> server.requests().size() == 2);
    }
  }

  @Test
  void theEndDoesNotWaitForThePauseAfterAFailure() {
    server.on(PATH, ERROR, OK);
    ReportTimes slow = times(FAST.look(), FAST.limit(), Duration.ofHours(1), 3, FAST.closing());
    try (Autoscaler autoscaler = Fleet.autoscaler(server)) {
      StatusReporter reporter = reporter(autoscaler, slow);
      soon().until(() -> server.requests().size() == 1);
      reporter.close();

      assertThat(reporter.sent()).isEqualTo(1);
      assertThat(reporter.failed()).isEqualTo(1);
    }
  }

  @Test
  void itsDiskIsThatOfTheMachine() {
    assertThat(DiskUsage.ofRoot().orElse(0)).isPositive();
  }
}
