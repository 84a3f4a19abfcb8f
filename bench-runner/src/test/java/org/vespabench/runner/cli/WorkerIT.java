package org.vespabench.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** The shipped worker, as a container runs it. */
@Timeout(120)
final class WorkerIT {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  @Test
  void itMeasuresServesAndEndsAsToldWithStatusZero() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start();
        BenchProcess worker = start(backend.url(), Map.of())) {
      awaitReady(worker);
      int measured = backend.requests("/words").size();

      HttpResponse<String> reply = post(worker.out().strip() + "/words", "{\"units\": 10}");
      worker.terminate();

      assertThat(worker.status()).as(worker.err()).isZero();
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("{\"done\": 10}");
      assertThat(measured).as("a warm-up, and 3 rounds of 2").isEqualTo(7);
      assertThat(backend.requests("/words")).hasSize(8);
      assertThat(folder.resolve(".has_benchmark")).exists();
      assertThat(worker.err()).contains("Run 3/3: 2/2 successful", "(UNSECURED)", "ending: 0");
    }
  }

  @Test
  void theNextOneTakesTheNumberFromTheFile() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start();
        BenchProcess first = start(backend.url(), Map.of())) {
      awaitReady(first);
      int measured = backend.requests("/words").size();

      try (BenchProcess second = start(backend.url(), Map.of())) {
        awaitReady(second);
        assertThat(second.err()).contains("from .has_benchmark");
      }
      assertThat(backend.requests("/words")).hasSize(measured);
    }
  }

  @Test
  void aLogForProgramsHasNothingElse() throws Exception {
    try (ScriptedBackend backend =
            WordsBackend.start().on("/words", ScriptedReply.status(500, "two\nlines \"quoted\""));
        BenchProcess worker = start(backend.url(), Map.of("BENCH_LOG_FORMAT", "json"))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> worker.err().contains("not ready"));
      worker.interrupt();

      assertThat(worker.status()).isIn(0, 130); // Ctrl-C, or what stands for it
      // What a plugin of these tests prints while it is listed comes before there is a log.
      String log = worker.err().substring(worker.err().indexOf('{'));
      assertThat(JsonLines.parse(log)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3s", "none"})
  void whatIsInHandEndsAndASlowAutoscalerDoesNotChangeTheStatus(String drain) throws Exception {
    Semaphore permits = new Semaphore(1);
    try (ScriptedBackend autoscaler = ScriptedBackend.start().otherwise(ScriptedReply.hang());
        ScriptedBackend backend = streaming(permits);
        BenchProcess worker =
            start(
                backend.url(),
                Map.of(
                    "REPORT_ADDR",
                    autoscaler.url().toString(),
                    "BENCH_REPORT_TIMEOUT",
                    "500ms",
                    "BENCH_DRAIN_TIMEOUT",
                    drain))) {
      awaitReady(worker);
      try (RawConnection client = beginStream(worker)) {
        worker.terminate();
        endStream(worker, client, permits);
      }

      assertThat(worker.status()).as(worker.err()).isZero();
      assertThat(worker.err()).doesNotContain("no report within", "broken off");
    }
  }

  @Test
  void whatDoesNotEndInTimeLeavesTheReportsTheirs() throws Exception {
    Semaphore permits = new Semaphore(1);
    try (ScriptedBackend autoscaler = ScriptedBackend.start().otherwise(ScriptedReply.hang());
        ScriptedBackend backend = streaming(permits);
        BenchProcess worker =
            start(
                backend.url(),
                Map.of("REPORT_ADDR", autoscaler.url().toString(), "BENCH_DRAIN_TIMEOUT", "2s"))) {
      awaitReady(worker);
      try (RawConnection client = beginStream(worker)) {
        worker.terminate();

        assertThat(worker.status()).as(worker.err()).isZero();
        assertThat(worker.err()).contains("broken off").doesNotContain("no report within");
        client.awaitClosed();
      }
    }
  }

  @Test
  void ctrlCLetsEndWhatIsInHandAndIsTold() throws Exception {
    Semaphore permits = new Semaphore(1);
    try (ScriptedBackend backend = streaming(permits);
        BenchProcess worker = start(backend.url(), Map.of())) {
      awaitReady(worker);
      boolean terminated = worker.ignoresInterrupts();
      try (RawConnection client = beginStream(worker)) {
        worker.interrupt();
        endStream(worker, client, permits);
      }

      assertThat(worker.status()).as(worker.err()).isEqualTo(terminated ? 0 : 130);
    }
  }

  private static ScriptedBackend streaming(Semaphore permits) throws IOException {
    ScriptedReply reply = ScriptedReply.sse("one", "two").withPermits(permits);
    return WordsBackend.start().on("/stream", reply);
  }

  private static RawConnection beginStream(BenchProcess worker) throws IOException {
    RawConnection client = RawConnection.open(URI.create(worker.out().strip()));
    client.send("POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
    client.readUntil("data: one");
    return client;
  }

  /** The worker is told to end by now. */
  private static void endStream(BenchProcess worker, RawConnection client, Semaphore permits)
      throws IOException {
    await().atMost(Duration.ofSeconds(60)).until(() -> worker.err().contains("ending: 1"));
    permits.release();
    assertThat(client.readUntil("0\r\n\r\n")).contains("data: two");
  }

  private BenchProcess start(URI backend, Map<String, String> more) throws Exception {
    Map<String, String> variables = new TreeMap<>(more);
    variables.put("UNSECURED", "true");
    variables.put("BENCHMARK", "test.words");
    variables.put("BACKEND_URL", backend.toString());
    variables.put("WORKER_PORT", "0");
    variables.put("CONTAINER_ID", "7");
    variables.put("PUBLIC_IPADDR", "127.0.0.1");
    variables.put("BENCH_HOST", "127.0.0.1");
    variables.put("BENCH_METRICS_PORT", "none");
    return BenchProcess.start(folder, variables, "worker");
  }

  private static void awaitReady(BenchProcess worker) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> worker.err().contains("ready after") && worker.out().endsWith("\n"));
  }

  private static HttpResponse<String> post(String url, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body, UTF_8)).build(),
        BodyHandlers.ofString(UTF_8));
  }
}
