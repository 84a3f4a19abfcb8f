package org.vespabench.runner.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vespabench.runner.autoscaler.AutoscalerClient.failing;
import static org.vespabench.runner.autoscaler.AutoscalerClient.status;
import static org.vespabench.runner.autoscaler.AutoscalerClient.worker;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerStatusTest {
  private final FakeTicker time = new FakeTicker();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private LocalAutoscaler autoscaler;
  private AutoscalerClient client;

  @BeforeEach
  void start() throws IOException {
    start(
        AutoscalerClient.options()
            .withTicker(time)
            .withObserver(row -> told.add(row.id() + " " + row.state())));
  }

  private void start(AutoscalerOptions options) throws IOException {
    close();
    autoscaler = LocalAutoscaler.start(options);
    client = new AutoscalerClient(autoscaler);
  }

  @AfterEach
  void close() {
    if (autoscaler != null) {
      autoscaler.close();
    }
  }

  @Test
  void theLastReportIsKeptWithAllItsFields() throws Exception {
    client.report(status(1, 0));
    client.report(status(1, 12.5, 7, 8));

    WorkerRow row = autoscaler.worker(1).orElseThrow();

    assertThat(row.reports()).isEqualTo(2);
    assertThat(row.state()).isEqualTo(WorkerRow.State.READY);
    assertThat(row.last())
        .isEqualTo(
            new WorkerReport(
                1,
                "0.3.0",
                0,
                20,
                3,
                10,
                "",
                12.5,
                7.5,
                0,
                0,
                2,
                9,
                -0.25,
                List.of(7L, 8L),
                URI.create(worker(1))));
    assertThat(row.sums()).isEqualTo(new WorkerRow.Sums(15, 20, 6, 40));
  }

  @Test
  void theObserverIsToldOfEachChangeOnce() throws Exception {
    client.report(status(1, 0));
    client.report(status(1, 0));
    client.report(status(1, 10));
    client.report(status(1, 10));
    client.report(failing(1, "lost the GPU"));
    client.report(failing(1, "lost the GPU"));
    client.report(status(1, 10));

    assertThat(told).containsExactly("1 loading", "1 ready", "1 error", "1 ready");
  }

  @Test
  void theObserverIsToldOfAWorkerThatFallsSilent() throws Exception {
    client.report(status(1, 10));
    time.advance(Duration.ofSeconds(31));

    await().until(() -> told.contains("1 lost"));
    client.report(status(1, 10));

    assertThat(told).containsExactly("1 ready", "1 lost", "1 ready");
  }

  @Test
  void anObserverThatThrowsCostsNoReport() throws Exception {
    start(
        AutoscalerClient.options()
            .withObserver(
                row -> {
                  throw new IllegalStateException("no luck");
                }));

    client.report(status(1, 10));

    assertThat(autoscaler.workers()).hasSize(1);
  }

  @Test
  void anErrorTakesAWorkerOutAndItsEndBringsItBack() throws Exception {
    client.report(status(1, 10));
    client.report(failing(1, "out of memory"));
    boolean routed = client.route("1", 0).has("url");
    client.report(status(1, 10));

    assertThat(routed).isFalse();
    assertThat(client.routedTo("1")).isEqualTo(worker(1));
  }

  @Test
  void aWorkerThatDidNotStartNeedsNoFigures() throws Exception {
    client.report(
        JsonParser.parseString(
                """
                {"id": 4, "mtoken": "", "version": "0", "error_msg": "exited: code 1",
                "url": "https://127.0.0.1:3004"}
                """)
            .getAsJsonObject());

    WorkerRow row = autoscaler.worker(4).orElseThrow();
    assertThat(row.state()).isEqualTo(WorkerRow.State.ERROR);
    assertThat(row.last().errorMsg()).isEqualTo("exited: code 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "version",
        "loadtime",
        "cur_load",
        "rej_load",
        "new_load",
        "error_msg",
        "max_perf",
        "cur_perf",
        "cur_capacity",
        "max_capacity",
        "num_requests_working",
        "num_requests_recieved",
        "additional_disk_usage",
        "working_request_idxs",
        "url"
      })
  void eachFieldIsNeeded(String field) throws Exception {
    JsonObject status = status(1, 10);
    status.remove(field);

    AutoscalerClient.Answer answer = client.post("/worker_status/", status);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo(field + " is missing");
    assertThat(autoscaler.workers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id | \"1\" | id is \"1\", not a finite number",
        "id | 1.5 | id is 1.5, not a whole number",
        "max_perf | -1 | max_perf is -1, not 0 or more",
        "max_perf | null | max_perf is null, not a finite number",
        "cur_load | 1e999 | cur_load is 1e999, not a finite number",
        "error_msg | null | error_msg is null, not a string",
        "working_request_idxs | 7 | working_request_idxs is 7, not an array",
        "working_request_idxs | [\"7\"] | working_request_idxs is \"7\", not a finite number",
        "url | \"127.0.0.1:3000\" | url is no URL: Illegal character in scheme name at index 0: 127.0.0.1:3000",
        "url | \"ftp://127.0.0.1:3000\" | url is 'ftp://127.0.0.1:3000', not http(s)://host:port"
      })
  void aFieldOfTheWrongTypeIsNamed(String field, String value, String error) throws Exception {
    JsonObject status = status(1, 10);
    status.add(field, JsonParser.parseString(value));

    AutoscalerClient.Answer answer = client.post("/worker_status/", status);

    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void aWorkerWithAnotherTokenIsRefused() throws Exception {
    start(AutoscalerClient.options().withMasterToken("master"));
    JsonObject status = status(1, 10);

    AutoscalerClient.Answer wrong = client.post("/worker_status/", status);
    status.remove("mtoken");
    AutoscalerClient.Answer missing = client.post("/worker_status/", status);
    AutoscalerClient.Answer delete = client.delete(1, true, 1);
    status.addProperty("mtoken", "master");
    client.report(status);

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.error()).startsWith("the mtoken is missing or wrong");
    assertThat(missing.status()).isEqualTo(401);
    assertThat(delete.status()).isEqualTo(401);
    assertThat(autoscaler.workers()).hasSize(1);
  }

  @Test
  void onlyTheThousandWorkersThatReportedLastAreKnown() throws Exception {
    for (long id = 1; id <= 1001; id++) {
      client.report(status(id, 10));
    }

    assertThat(autoscaler.workers()).hasSize(1000);
    assertThat(autoscaler.worker(1)).isEmpty();
  }

  @Test
  void whatNeverReachedTheWorkerIsForgottenOnceItMustHave() throws Exception {
    client.report(status(1, 10));
    long lost = client.route("5", 0).get("request_idx").getAsLong();
    long working = client.route("7", 0).get("request_idx").getAsLong();

    time.advance(Duration.ofSeconds(20));
    client.report(status(1, 10, working));
    double early = autoscaler.worker(1).orElseThrow().outstandingCost();
    time.advance(Duration.ofSeconds(20));
    client.report(status(1, 10, working));

    assertThat(lost).isNotEqualTo(working);
    assertThat(early).isEqualTo(12);
    assertThat(autoscaler.worker(1).orElseThrow().outstandingCost()).isEqualTo(7);
  }
}
