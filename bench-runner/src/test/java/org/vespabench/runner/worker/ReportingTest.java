package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.fleet.FinishedForm;
import org.vespabench.testkit.ScriptedReply;

/** What a worker tells of its requests: to the autoscaler, into its books and its metrics. */
final class ReportingTest {
  @TempDir private Path folder;

  @Test
  void whatIsInHandAndWhatBecameOfItIsReported() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (Stand stand = Stand.secured().ready()) {
      stand.backend.on("/any", Stand.OK.withPermits(permits));
      var reply = stand.client().later("/any", Stand.envelope(stand.signed("500.0", 1), "{}"));

      JsonObject busy = stand.awaitStatus(one -> one.get("num_requests_working").getAsInt() == 1);
      permits.release();

      assertThat(reply.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(busy.get("cur_load").getAsDouble()).isEqualTo(500);
      assertThat(busy.get("working_request_idxs").getAsJsonArray().toString()).isEqualTo("[1001]");
      JsonObject served = stand.awaitStatus(one -> one.get("cur_perf").getAsDouble() > 0);
      assertThat(served.get("cur_perf").getAsDouble()).isEqualTo(500);
      JsonObject finished = finished(stand);
      assertThat(finished.get("worker_id").getAsInt()).isEqualTo(7);
      assertThat(finished.get("requests").toString()).contains("\"request_idx\":1001", "Success");
    }
  }

  @Test
  void theOlderFormIsListsAndTheOlderVersion() throws Exception {
    try (Stand stand = Stand.secured()) {
      Reporting as = stand.reporting.orElseThrow();
      stand.reporting =
          Optional.of(
              new Reporting(
                  as.addresses(),
                  7,
                  "master",
                  "203.0.113.7",
                  41234,
                  FinishedForm.LISTS,
                  as.statusTimes(),
                  as.finishedTimes(),
                  1,
                  as.keyLimit()));
      stand.ready().backend.on("/any", Stand.OK);

      var unused = stand.client().post("/any", Stand.envelope(stand.signed("1", 1), "{}"));

      assertThat(finished(stand).get("request_idxs").toString()).isEqualTo("[1001]");
      JsonObject status = stand.awaitStatus(one -> true);
      assertThat(status.get("version").getAsString()).isEqualTo("0.3.0");
      assertThat(status.get("url").getAsString()).isEqualTo("http://203.0.113.7:41234");
    }
  }

  @Test
  void anUnsignedRequestChangesNoNumberThatAnAutoscalerPlansWith() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      String forged = Stand.envelope(stand.signed("1e9", 1).withSignature("none"), "{}");
      assertThat(stand.client().post("/any", forged).statusCode()).isEqualTo(401);

      stand.worker().close();

      assertThat(stand.statuses())
          .allMatch(one -> one.get("rej_load").getAsDouble() == 0)
          .allMatch(one -> one.get("num_requests_recieved").getAsInt() == 0);
      assertThat(stand.autoscaler.requests("/delete_requests/")).isEmpty();
    }
  }

  @Test
  void itsBooksHaveALineForEachRequest() throws Exception {
    Path books = folder.resolve("books.csv");
    try (Stand stand = Stand.secured()) {
      stand.books = Optional.of(books);
      stand.ready().backend.on("/any", Stand.OK);
      var first = stand.client().post("/any", Stand.envelope(stand.signed("2.5", 1), "{}"));
      var second = stand.client().post("/any", "{}");
      assertThat(List.of(first.statusCode(), second.statusCode())).containsExactly(200, 422);
      stand.worker().close();

      List<String> lines = Files.readAllLines(books);

      assertThat(lines).hasSize(3);
      assertThat(lines.get(0))
          .isEqualTo(
              "request_idx,reqnum,cost,outcome,status,arrived_ms,waited_ms,first_byte_ms,total_ms");
      assertThat(lines.get(1)).matches("1001,1,2\\.500,success,200(,\\d+\\.\\d{3}){4}");
      assertThat(lines.get(2)).matches(",,,invalid,422,\\d+\\.\\d{3},,,\\d+\\.\\d{3}");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void booksThatCannotBeWrittenStopNoWorker() throws Exception {
    try (Stand stand = Stand.unsecured()) {
      stand.books = Optional.of(Path.of("/dev/full"));
      stand.ready().backend.on("/any", Stand.OK);

      assertThat(stand.client().post("/any", "{}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void itsMetricsCountTheSame() throws Exception {
    try (Stand stand = Stand.secured()) {
      stand.metrics = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      stand.ready().backend.on("/any", Stand.OK);
      var first = stand.client().post("/any", Stand.envelope(stand.signed("2.5", 1), "{}"));
      var second = stand.client().post("/any", "{}");
      assertThat(List.of(first.statusCode(), second.statusCode())).containsExactly(200, 422);
      Stand.soon().until(() -> stand.worker().inHand() == 0);

      String text = new Client(stand.worker().metricsUrl().orElseThrow()).get("/metrics").body();

      assertThat(text)
          .contains("bench_worker_requests_total{code=\"200\",outcome=\"success\"} 1.0")
          .contains("bench_worker_requests_total{code=\"422\",outcome=\"invalid\"} 1.0")
          .contains("bench_worker_capacity_units_per_second 100.0")
          .contains("bench_worker_ready 1.0")
          .contains("bench_worker_time_to_first_token_seconds_count 1")
          .contains("bench_worker_queue_wait_seconds_count 1")
          .contains("bench_worker_request_duration_seconds_count 1")
          .containsPattern("bench_worker_reports_total\\{kind=\"status\",result=\"sent\"} [1-9]");
    }
  }

  @Test
  void atTheEndThoseInHandAreServedOthersAreNotAndAllIsReported() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (Stand stand = Stand.secured().ready()) {
      stand.backend.on("/any", Stand.OK.withPermits(permits));
      CompletableFuture<HttpResponse<String>> reply =
          stand.client().later("/any", Stand.envelope(stand.signed("5", 1), "{}"));
      var unused = stand.backend.awaitRequest("/any");
      Worker worker = stand.worker();
      CompletableFuture<Boolean> drained =
          CompletableFuture.supplyAsync(() -> drain(worker, Duration.ofSeconds(20)));
      Stand.soon().until(() -> !worker.isReady());
      assertThat(drained.isDone()).isFalse();

      permits.release();

      assertThat(reply.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
      worker.close();
      List<JsonObject> statuses = stand.statuses();
      JsonObject last = statuses.get(statuses.size() - 1);
      assertThat(last.get("num_requests_working").getAsInt()).isZero();
      assertThat(statuses.stream().mapToDouble(one -> one.get("cur_perf").getAsDouble()).sum())
          .isEqualTo(5);
      assertThat(finished(stand).get("requests").toString()).contains("1001");
    }
  }

  @Test
  void whoTakesTooLongAtTheEndIsBrokenOffAndReportedAsFailed() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      stand.backend.on("/any", ScriptedReply.hang());
      var reply = stand.client().later("/any", Stand.envelope(stand.signed("5", 1), "{}"));
      var unused = stand.backend.awaitRequest("/any");

      boolean drained = drain(stand.worker(), Duration.ofMillis(20));
      stand.worker().close();

      assertThat(drained).isFalse();
      assertThat(finished(stand).get("requests").toString()).contains("1001", "Error");
      Stand.soon().until(reply::isDone);
    }
  }

  private static boolean drain(Worker worker, Duration limit) {
    try {
      return worker.drain(limit);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject finished(Stand stand) throws InterruptedException {
    return JsonParser.parseString(stand.autoscaler.awaitRequest("/delete_requests/").body())
        .getAsJsonObject();
  }
}
