package org.vespabench.runner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ScriptedReply;

/** What a client hears that waits when the relay is stopped. */
@Timeout(60)
final class StoppedRelayTest {
  private static void assertToldThatItStops(RelayStand stand, RawConnection client)
      throws Exception {
    RelayStand.Answer answer = RelayStand.answer(client);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("stopping");
    assertThat(answer.head()).contains("\r\nConnection: close\r\n");
    client.awaitClosed();
    assertThat(stand.nextEnd().status()).isEqualTo(503);
  }

  @Test
  void whoseQuestionTheAutoscalerHas() throws Exception {
    try (RelayStand stand = RelayStand.open();
        RawConnection client = stand.connect()) {
      stand.answers(ScriptedReply.hang());
      RelayStand.post(client, "{}");
      stand.autoscaler.awaitRequest("/route/");

      stand.relay.close();

      assertToldThatItStops(stand, client);
    }
  }

  @Test
  void whoWaitsUntilTheAutoscalerIsAskedAgain() throws Exception {
    try (RelayStand stand = RelayStand.pausing();
        RawConnection client = stand.connect()) {
      stand.answers(RelayStand.noWorker("Stopped"));
      RelayStand.post(client, "{}");
      stand.autoscaler.awaitRequest("/route/");

      stand.relay.close();

      assertToldThatItStops(stand, client);
    }
  }

  @Test
  void whomAWorkerHasNotAnswered() throws Exception {
    try (RelayStand stand = RelayStand.open();
        RawConnection client = stand.connect()) {
      stand.worker.otherwise(ScriptedReply.hang());
      RelayStand.post(client, "{}");
      stand.worker.awaitRequest("/v1/x");

      stand.relay.close();

      assertToldThatItStops(stand, client);
    }
  }

  @Test
  void whoseRequestIsStillPriced() throws Exception {
    CountDownLatch pricing = new CountDownLatch(1);
    Pricing endless =
        (path, body) -> {
          pricing.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return OptionalDouble.empty();
        };
    try (RelayStand stand = RelayStand.pricing(endless);
        RawConnection client = stand.connect()) {
      RelayStand.post(client, "{}");
      pricing.await();

      stand.relay.close();

      assertToldThatItStops(stand, client);
    }
  }

  @Test
  void whoseReplyHasBegunIsCut() throws Exception {
    try (RelayStand stand = RelayStand.open();
        RawConnection client = stand.connect()) {
      stand.worker.on("/v1/x", ScriptedReply.sse("one").cutAfter(11).thenHang());
      RelayStand.post(client, "{}");
      client.readUntil("data: one\n\n\r\n");

      stand.relay.close();

      client.awaitClosed();
      assertThat(stand.nextEnd().status()).isEqualTo(200);
    }
  }
}
