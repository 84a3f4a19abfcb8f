package org.vespabench.runner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What a client gets of a worker's reply. */
@Timeout(60)
final class WorkerReplyTest {
  @Test
  void eachPieceArrivesBeforeTheNextIsThere() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (RelayStand stand = RelayStand.open();
        RawConnection client = stand.connect()) {
      stand.worker.on("/v1/x", ScriptedReply.sse("one", "two", "[DONE]").withPermits(permits));
      RelayStand.post(client, "{\"stream\": true}");
      permits.release();
      assertThat(client.readUntil("\n\n\r\n"))
          .contains("HTTP/1.1 200 ", "Content-Type: text/event-stream", "data: one\n\n");
      permits.release();
      assertThat(client.readUntil("\n\n\r\n")).contains("data: two\n\n");
      permits.release();
      assertThat(client.readUntil("0\r\n\r\n")).contains("data: [DONE]\n\n");
      Relayed end = stand.nextEnd();
      assertThat(end.trouble()).isEmpty();
      assertThat(end.status()).isEqualTo(200);
      assertThat(end.path()).isEqualTo("/v1/x");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 401, 429, 500, 503})
  void itsStatusIsItsOwnAndNotAskedForAgain(int status) throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.worker.on(
          "/v1/x",
          ScriptedReply.status(status, "{\"detail\": \"busy\"}")
              .withHeader("Retry-After", "1")
              .withHeader("Keep-Alive", "timeout=5"));

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).isEqualTo("{\"detail\": \"busy\"}");
      assertThat(answer.head()).contains("\r\nRetry-After: 1\r\n").doesNotContain("timeout=5");
      assertThat(stand.worker.requests("/v1/x")).hasSize(1);
      assertThat(stand.questions()).hasSize(1);
      assertThat(stand.nextEnd().trouble()).isEmpty();
    }
  }

  @Test
  void aClientThatLeavesInTheMiddleEndsTheWorkersWork() throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.worker.on("/v1/x", ScriptedReply.sse("one").cutAfter(11).thenHang());
      try (RawConnection client = stand.connect()) {
        RelayStand.post(client, "{}");
        client.readUntil("data: one\n\n\r\n");
      }

      await().until(() -> stand.worker.openConnections() == 0);
      assertThat(stand.nextEnd().trouble()).isEqualTo("the client went before the reply's end");
    }
  }

  @Test
  void aWorkerThatIsNotThereIsNamed() throws Exception {
    String gone;
    try (ScriptedBackend worker = ScriptedBackend.start()) {
      gone = worker.url().toString();
    }
    try (RelayStand stand = RelayStand.open()) {
      stand.answers(RelayStand.named(gone, "1"));

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.code()).isEqualTo("worker_unreachable");
      assertThat(answer.message()).contains(gone, "refused");
      assertThat(stand.questions()).hasSize(1);
    }
  }

  @Test
  void aWorkerThatBreaksOffIsNotAskedAgainEvenOnAnOldConnection() throws Exception {
    try (RelayStand stand = RelayStand.open()) {
      stand.worker.on(
          "/v1/x",
          ScriptedReply.json("{}"),
          ScriptedReply.raw("").thenReset(),
          ScriptedReply.json("{}"));
      assertThat(stand.send("{}").status()).isEqualTo(200);
      stand.nextEnd(); // by then the connection is free again

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.code()).isEqualTo("worker_lost");
      assertThat(stand.worker.connections()).isOne();
      assertThat(stand.worker.requests("/v1/x")).hasSize(2);
    }
  }

  @Test
  void aWorkerThatIsCutInTheMiddleCutsTheClient() throws Exception {
    try (RelayStand stand = RelayStand.open();
        RawConnection client = stand.connect()) {
      Semaphore permits = new Semaphore(1);
      ScriptedReply cut = ScriptedReply.sse("one", "two").cutAfter(12).thenReset();
      stand.worker.on("/v1/x", cut.withPermits(permits));
      RelayStand.post(client, "{}");
      client.readUntil("data: one\n\n\r\n");
      permits.release();

      client.awaitClosed();
      Relayed end = stand.nextEnd();
      assertThat(end.status()).isEqualTo(200);
      assertThat(end.trouble()).contains("broke off");
    }
  }

  @Test
  void aWorkersTimeMayBeLimited() throws Exception {
    try (RelayStand stand = RelayStand.within(Duration.ofMillis(300))) {
      stand.worker.on("/v1/x", ScriptedReply.hang());

      RelayStand.Answer answer = stand.send("{}");

      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.code()).isEqualTo("worker_timeout");
      await().until(() -> stand.worker.openConnections() == 0);
    }
  }
}
