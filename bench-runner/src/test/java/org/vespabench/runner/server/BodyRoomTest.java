package org.vespabench.runner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much memory the bodies of all clients take together. */
final class BodyRoomTest {
  private static final String LARGE = "x".repeat(6000);

  private final BlockingQueue<ServerReply> replies = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server =
        HttpServer.start(
            InetAddress.getLoopbackAddress(),
            0,
            ServerOptions.LIMITED.withMemoryLimits(0, 10_000),
            StreamingHandler.gathering(8000, (request, reply) -> replies.add(reply)));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whatDoesNotFitIsRefusedAndFitsOnceAnotherIsOver() throws Exception {
    try (RawConnection first = RawConnection.open(server.url())) {
      first.send(post(LARGE));
      ServerReply reply = replies.poll(20, TimeUnit.SECONDS);
      assertThat(reply).isNotNull();

      assertThat(answer(post(LARGE))).startsWith("HTTP/1.1 503").contains("no memory");
      reply.send(200, Map.of(), "done");
      first.readUntil("done");
    }
    await().atMost(Duration.ofSeconds(20)).until(this::fits);
  }

  @Test
  void whoLeavesGivesHisBack() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (RawConnection client = RawConnection.open(server.url())) {
        client.send(post(LARGE).substring(0, 5000)); // and no more
        client.reset();
      }
    }
    await().atMost(Duration.ofSeconds(20)).until(this::fits);
  }

  private boolean fits() throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send(post(LARGE));
      ServerReply reply = replies.poll(100, TimeUnit.MILLISECONDS);
      if (reply != null) {
        reply.send(200, Map.of(), "done");
      }
      return reply != null;
    }
  }

  private String answer(String request) throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send(request);
      return client.readAll();
    }
  }

  private static String post(String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body);
  }
}
