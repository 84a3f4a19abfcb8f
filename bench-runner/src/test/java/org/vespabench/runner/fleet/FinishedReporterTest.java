package org.vespabench.runner.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.runner.fleet.Fleet.ERROR;
import static org.vespabench.runner.fleet.Fleet.FAST;
import static org.vespabench.runner.fleet.Fleet.OK;
import static org.vespabench.runner.fleet.Fleet.WORKER;
import static org.vespabench.runner.fleet.Fleet.bodies;
import static org.vespabench.runner.fleet.Fleet.soon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.testkit.ScriptedBackend;

@Timeout(60)
final class FinishedReporterTest {
  private static final String PATH = "/delete_requests/";
  private static final String HEAD = "{\"worker_id\":42,\"mtoken\":\"secret-token\",";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-20T10:00:00Z"));
  private final FinishedQueue queue = new FinishedQueue(2000);
  private final Meter meter = new Meter(now::get, queue);
  private ScriptedBackend server;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedBackend.start().on(PATH, OK);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private FinishedReporter reporter(Autoscaler autoscaler, FinishedForm form) {
    return FinishedReporter.start(autoscaler, WORKER, meter, form, FAST);
  }

  private void finishOneOfEach() {
    Job success = meter.admit(Ask.of(1, "1", "11"));
    success.started();
    now.set(now.get().plusMillis(1500));
    success.succeeded();
    Job error = meter.admit(Ask.of(1, "2", "12"));
    error.started();
    error.failed();
    meter.admit(Ask.of(1, "3", "13")).cancelled();
    meter.rejected(Ask.of(1, "4", "14"));
    meter.admit(Ask.unnamed(1)).succeeded();
  }

  @Test
  void listsAreOneOfSuccessesAndOneOfFailures() {
    finishOneOfEach();
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        FinishedReporter reporter = reporter(autoscaler, FinishedForm.LISTS)) {
      soon().until(() -> reporter.sent() == 2);

      assertThat(queue.size()).isZero();
      assertThat(bodies(server, PATH))
          .containsExactly(
              HEAD + "\"request_idxs\":[11,13],\"success\":true}",
              HEAD + "\"request_idxs\":[12,14],\"success\":false}");
    }
  }

  @Test
  void detailsAreAllInOneMessage() {
    finishOneOfEach();
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        FinishedReporter reporter = reporter(autoscaler, FinishedForm.DETAILED)) {
      soon().until(() -> reporter.sent() == 1);

      assertThat(queue.size()).isZero();
      assertThat(bodies(server, PATH))
          .containsExactly(
              HEAD
                  + "\"requests\":["
                  + "{\"request_idx\":11,\"success\":true,\"status\":\"Success\",\"entered_queue_at\":1768903200.000000,\"work_started_at\":1768903200.000000,\"work_completed_at\":1768903201.500000},"
                  + "{\"request_idx\":12,\"success\":false,\"status\":\"Error\",\"entered_queue_at\":1768903201.500000,\"work_started_at\":1768903201.500000,\"work_completed_at\":1768903201.500000},"
                  + "{\"request_idx\":13,\"success\":true,\"status\":\"Cancelled\",\"entered_queue_at\":1768903201.500000,\"work_started_at\":null,\"work_completed_at\":null},"
                  + "{\"request_idx\":14,\"success\":false,\"status\":\"Rejected\",\"entered_queue_at\":1768903201.500000,\"work_started_at\":null,\"work_completed_at\":null}]}");
    }
  }

  @Test
  void aListThatFailedComesAgainAndTheOtherDoesNot() {
    finishOneOfEach();
    server.on(
        PATH,
        request ->
            request.body().contains("\"success\":true") || server.requests(PATH).size() > 6
                ? OK
                : ERROR);
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        FinishedReporter reporter = reporter(autoscaler, FinishedForm.LISTS)) {
      soon().until(() -> reporter.sent() == 2);

      List<String> sent = bodies(server, PATH);
      assertThat(sent).hasSize(7).filteredOn(body -> body.contains("\"success\":true")).hasSize(1);
      assertThat(sent.subList(1, 7)).allMatch(body -> body.contains("[12,14]"));
      assertThat(queue.size()).isZero();
      assertThat(reporter.failed()).isEqualTo(1);
    }
  }

  @Test
  void whatWasTakenIsNotToldAgain() {
    meter.admit(Ask.of(1, "1", "11")).succeeded();
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        FinishedReporter reporter = reporter(autoscaler, FinishedForm.DETAILED)) {
      soon().until(() -> reporter.sent() == 1);
      meter.admit(Ask.of(1, "2", "12")).succeeded();
      soon().until(() -> reporter.sent() == 2);
    }

    assertThat(bodies(server, PATH)).hasSize(2);
    assertThat(bodies(server, PATH).get(1)).contains(":12,").doesNotContain(":11,");
  }

  @Test
  void whatIsLeftIsToldAtTheEnd() {
    ReportTimes never =
        new ReportTimes(
            Duration.ofHours(1), FAST.heartbeat(), FAST.limit(), FAST.backOff(), 3, FAST.closing());
    try (Autoscaler autoscaler = Fleet.autoscaler(server)) {
      try (FinishedReporter reporter =
          FinishedReporter.start(autoscaler, WORKER, meter, FinishedForm.LISTS, never)) {
        soon().until(() -> reporter.looks() == 1);
        meter.admit(Ask.of(1, "1", "11")).succeeded();
      }

      assertThat(bodies(server, PATH)).hasSize(1);
    }
  }

  @Test
  void manyAreToldInSeveralMessages() {
    for (int i = 0; i < 1500; i++) {
      meter.admit(Ask.of(1, "" + i, "" + i)).succeeded();
    }
    try (Autoscaler autoscaler = Fleet.autoscaler(server);
        FinishedReporter reporter = reporter(autoscaler, FinishedForm.LISTS)) {
      soon().until(() -> reporter.sent() == 2);

      assertThat(queue.size()).isZero();
      assertThat(bodies(server, PATH)).hasSize(2);
      assertThat(bodies(server, PATH).get(0)).contains(",999]").doesNotContain("1000");
      assertThat(bodies(server, PATH).get(1)).contains("[1000,", ",1499]");
    }
  }

  @Test
  void theAddressThatKeepsNoRequestsIsSkipped() {
    meter.admit(Ask.of(1, "1", "11")).succeeded();
    ReportAddresses both = ReportAddresses.parse("https://cloud.vast.ai/api/v0/," + server.url());
    try (Autoscaler autoscaler = Autoscaler.open(both, Map.of());
        FinishedReporter reporter = reporter(autoscaler, FinishedForm.LISTS)) {
      soon().until(() -> reporter.sent() == 1);

      assertThat(reporter.failed()).isZero();
    }
  }

  @Test
  void withThatAddressAloneNothingIsKept() {
    meter.admit(Ask.of(1, "1", "11")).succeeded();
    ReportAddresses one = ReportAddresses.parse("https://cloud.vast.ai/api/v0");
    try (Autoscaler autoscaler = Autoscaler.open(one, Map.of());
        FinishedReporter reporter = reporter(autoscaler, FinishedForm.LISTS)) {
      soon().until(() -> queue.size() == 0);

      assertThat(reporter.sent()).isZero();
    }
  }

  @Test
  void aFullQueueDropsTheOldestWithOneWarning() {
    FinishedQueue small = new FinishedQueue(2);
    Meter other = new Meter(now::get, small);
    try (LogLines log = LogLines.of(FinishedQueue.class)) {
      for (int i = 1; i <= 5; i++) {
        other.admit(Ask.of(1, "" + i, "1" + i)).succeeded();
      }

      assertThat(small.oldest(10, one -> true))
          .extracting(FinishedRequest::requestIdx)
          .containsExactly("14", "15");
      assertThat(log.list())
          .containsExactly(
              "WARN 2 finished requests wait to be reported, and no more are kept: the oldest are"
                  + " dropped. The autoscaler takes those for unfinished.");
    }
  }

  @Test
  void anEqualRequestThatCameLaterStays() {
    FinishedQueue small = new FinishedQueue(10);
    Meter other = new Meter(now::get, small);
    other.rejected(Ask.of(1, "1", "11"));
    List<FinishedRequest> told = small.oldest(10, one -> true);
    other.rejected(Ask.of(1, "1", "11"));
    small.remove(told);

    assertThat(small.size()).isEqualTo(1);
  }
}
