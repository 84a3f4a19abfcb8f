package org.vespabench.runner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vespabench.runner.relay.RelayStand.named;
import static org.vespabench.runner.relay.RelayStand.noWorker;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.route.Routing.OnNoWorker;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** How a worker is found, or not. */
@Timeout(60)
final class RelayRoutingTest {
  @Test
  void itWaitsForAWorkerAsTheSameRequest() throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.worker.otherwise(ScriptedReply.json("{}"));
      stand.answers(noWorker("Loading: 1"), named(stand.worker.url().toString(), "1"));

      assertThat(stand.send("{}").status()).isEqualTo(200);

      assertThat(stand.questions())
          .extracting(question -> question.get("request_idx").getAsInt())
          .containsExactly(0, 7);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WAIT, no worker was ready within 200 ms: Stopped",
    "FAIL, no worker is ready: Stopped"
  })
  void withoutAWorkerTheClientIsToComeAgain(OnNoWorker onNoWorker, String message)
      throws Exception {
    try (RelayStand stand = RelayStand.open(onNoWorker, Duration.ofMillis(200))) {
      stand.answers(noWorker("Stopped"));

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.head())
          .contains("\r\nRetry-After: 5\r\n", "\r\nContent-Type: application/json\r\n");
      assertThat(answer.body())
          .isEqualTo(
              "{\"error\":{\"message\":\"%s\",\"type\":\"server_error\",\"code\":\"no_worker\"}}"
                  .formatted(message));
      Relayed end = stand.nextEnd();
      assertThat(end.status()).isEqualTo(503);
      assertThat(end.worker()).isEmpty();
      assertThat(end.trouble()).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "503"})
  void anAutoscalerThatFailsForAMomentIsAskedAgain(int status) throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.worker.otherwise(ScriptedReply.json("{}"));
      stand.answers(
          ScriptedReply.status(status, "not now"), named(stand.worker.url().toString(), "1"));

      assertThat(stand.send("{}").status()).isEqualTo(200);

      assertThat(stand.questions()).hasSize(2);
    }
  }

  @Test
  void aLostConnectionToItIsAFailureForAMomentToo() throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.worker.otherwise(ScriptedReply.json("{}"));
      stand.answers(ScriptedReply.raw("").thenReset(), named(stand.worker.url().toString(), "1"));

      assertThat(stand.send("{}").status()).isEqualTo(200);
    }
  }

  @Test
  void itsFailuresAreBorneAFewTimesOnly() throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.answers(ScriptedReply.status(503, "for endpoint-secret"));

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.code()).isEqualTo("autoscaler_failed");
      assertThat(answer.message())
          .isEqualTo("the autoscaler gave no answer, asked 4 times: status 503: for (not shown)");
      assertThat(stand.questions()).hasSize(4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | {"error": "no key endpoint-secret"} | gave no answer: status 401: {"error": "no key (not shown)"}
          429 | later                               | gave no answer: status 429: later
          200 | <html>                              | did not answer with a JSON object: <html>
          200 | {"url": "ftp://w", "cost": 1}       | names a worker, but gives no endpoint
          """)
  void itsRefusalIsNotAskedForAgain(int status, String body, String message) throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.answers(ScriptedReply.status(status, body));

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.code()).isEqualTo("autoscaler_failed");
      assertThat(answer.message()).contains(message).doesNotContain(RelayStand.KEY);
      assertThat(stand.questions()).hasSize(1);
    }
  }

  @Test
  void aClientThatLeavesIsNotRoutedForAnyMore() throws Exception {
    try (RelayStand stand = RelayStand.open();
        RawConnection other = stand.connect()) {
      stand.answers(noWorker("Stopped"));
      try (RawConnection client = stand.connect()) {
        RelayStand.post(client, "{}", "X-Serverless-Cost: 1\r\n");
        stand.autoscaler.awaitRequest("/route/");
      }
      Relayed end = stand.nextEnd();

      assertThat(end.status()).isZero();
      assertThat(end.trouble()).isEqualTo("the client went before the reply's end");
      // Whoever came later has asked twice by the time that the first would have.
      RelayStand.post(other, "{}", "X-Serverless-Cost: 2\r\n");
      await().atMost(Duration.ofSeconds(30)).until(() -> asked(stand, 2) >= 4);
      assertThat(asked(stand, 1)).isOne();
    }
  }

  private static long asked(RelayStand stand, int cost) {
    return stand.questions().stream().filter(q -> q.get("cost").getAsInt() == cost).count();
  }

  private static long proxyThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("bench-proxy-"))
        .count();
  }

  @Test
  void eachRequestGoesToTheWorkerThatIsNamedForItOnTheSameThreads() throws Exception {
    try (RelayStand stand = RelayStand.open();
        ScriptedBackend second = ScriptedBackend.start().otherwise(ScriptedReply.text("second"))) {
      stand.worker.otherwise(ScriptedReply.text("first"));
      stand.answers(
          named(stand.worker.url().toString(), "1"),
          named(second.url() + "/", "1"),
          named(stand.worker.url().toString(), "1"));

      assertThat(stand.send("{}").body()).isEqualTo("first");
      long threads = proxyThreads();
      assertThat(stand.send("{}").body()).isEqualTo("second");
      assertThat(stand.send("{}").body()).isEqualTo("first");
      assertThat(proxyThreads()).isEqualTo(threads).isPositive();
      assertThat(stand.nextEnd().worker()).isEqualTo(stand.worker.url().toString());
    }
  }
}
