package org.vespabench.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.auth.Envelope;
import org.vespabench.runner.auth.Verifier;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;

/** The shipped autoscaler and the shipped load test, with a worker by script. */
@Timeout(120)
final class AutoscalerIT {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  @Test
  void aLoadTestFindsTheWorkerThatReports() throws Exception {
    Path books = folder.resolve("books.csv");
    try (ScriptedBackend worker = WordsBackend.start();
        BenchProcess autoscaler =
            BenchProcess.start(
                folder,
                Map.of(),
                "autoscaler",
                "--port",
                "0",
                "-e",
                "mine",
                "-k",
                "account-secret",
                "--books",
                books.toString())) {
      String url = listening(autoscaler);
      report(url, worker.url());

      try (BenchProcess load = load(url)) {
        assertThat(load.status()).as(load.err()).isZero();
        assertThat(load.err())
            .contains("Worker           %s: 20 of 20 successful".formatted(worker.url()));
      }
      autoscaler.interrupt();
      assertThat(autoscaler.status()).isEqualTo(130);
      assertThat(autoscaler.err())
          .contains("for development only", "worker 7 at " + worker.url())
          .contains("routed 20 requests")
          .doesNotContain("account-secret");
      List<String> rows = Files.readAllLines(books);
      assertThat(rows).hasSize(21);
      assertThat(worker.requests("/words")).hasSize(20);
    }
  }

  @Test
  void whatAWorkerGetsIsSigned() throws Exception {
    try (ScriptedBackend worker = WordsBackend.start();
        BenchProcess autoscaler =
            BenchProcess.start(
                folder, Map.of(), "autoscaler", "--port", "0", "-e", "mine", "-k", "account")) {
      String url = listening(autoscaler);
      report(url, worker.url());
      Verifier verifier = Verifier.of(get(url + "/pubkey/"));

      try (BenchProcess load = load(url, "-k", "account")) {
        assertThat(load.status()).as(load.err()).isZero();
      }
      assertThat(worker.requests("/words"))
          .extracting(ReceivedRequest::body)
          .allMatch(body -> verifier.verify(Envelope.split(body.getBytes(UTF_8)).authData()));
    }
  }

  private static String listening(BenchProcess autoscaler) {
    await().atMost(Duration.ofSeconds(30)).until(() -> autoscaler.out().endsWith("\n"));
    return autoscaler.out().strip();
  }

  private BenchProcess load(String url, String... more) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("load", "-b", "test.words", "-n", "20", "-rps", "50", "-e", "mine"));
    arguments.addAll(List.of("--no-self-warmup", "--no-out"));
    arguments.addAll(List.of(more));
    Map<String, String> variables =
        Map.of(
            "VAST_ACCOUNT_KEY",
            "account-secret",
            "BENCH_AUTOSCALER_URL",
            url,
            "BENCH_CONSOLE_URL",
            url);
    return BenchProcess.start(folder, variables, arguments.toArray(new String[0]));
  }

  private static void report(String autoscaler, URI worker) throws Exception {
    String status =
        """
        {"id": 7, "mtoken": "", "version": "0.3.0", "loadtime": 1.0, "cur_load": 0.0,
         "rej_load": 0.0, "new_load": 0.0, "error_msg": "", "max_perf": 100.0, "cur_perf": 0.0,
         "cur_capacity": 0, "max_capacity": 0, "num_requests_working": 0,
         "num_requests_recieved": 0, "additional_disk_usage": 0.0, "working_request_idxs": [],
         "url": "%s"}
        """
            .formatted(worker);
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(autoscaler + "/worker_status/"))
                .POST(BodyPublishers.ofString(status))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String get(String url) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(URI.create(url)).GET().build(), BodyHandlers.ofString())
        .body();
  }
}
