package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** The shipped client, with an account, an autoscaler and a worker by script. */
@Timeout(120)
final class ClientIT {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  @Test
  void itServesAnEndpointUntilCtrlC() throws Exception {
    try (ScriptedBackend worker = WordsBackend.start();
        ScriptedBackend autoscaler = autoscaler(worker.url());
        BenchProcess client =
            BenchProcess.start(
                folder,
                Map.of(
                    "VAST_ACCOUNT_KEY",
                    "account-secret",
                    "BENCH_AUTOSCALER_URL",
                    autoscaler.url().toString(),
                    "BENCH_CONSOLE_URL",
                    autoscaler.url().toString()),
                "client",
                "test.words",
                "-e",
                "mine",
                "--port",
                "0")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> client.out().endsWith("\n"));
      String url = client.out().strip();

      assertThat(post(url + "/words", "{\"n\": 1.50}").body()).isEqualTo("{\"done\": 10}");
      assertThat(post(url + "/words", "no").statusCode()).isEqualTo(400);

      client.interrupt();
      assertThat(client.status()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(client.out()).isEqualTo(url + "\n");
      assertThat(client.err())
          .contains(
              "the endpoint mine, through " + autoscaler.url(),
              "OPENAI_BASE_URL=" + url + "/v1",
              "POST /words: 400 in ",
              "relayed 2 requests; 1 failed")
          .doesNotContain("POST /words: 200", "account-secret", "endpoint-secret", "Exception");
      assertThat(worker.requests("/words").get(0).body()).endsWith("\"payload\":{\"n\": 1.50}}");
    }
  }

  private static ScriptedBackend autoscaler(URI worker) throws Exception {
    return ScriptedBackend.start()
        .on(
            "/api/v0/endptjobs/",
            ScriptedReply.json(
                "{\"results\": [{\"endpoint_name\": \"mine\", \"api_key\": \"endpoint-secret\"}]}"))
        .on(
            "/route/",
            ScriptedReply.json(
                """
                {"endpoint": "mine", "url": "%s", "cost": 1.0, "reqnum": 1, "request_idx": 2,
                 "signature": "c2ln"}
                """
                    .formatted(worker)));
  }

  private static HttpResponse<String> post(String url, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }
}
