package org.vespabench.runner.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that keep a server waiting, and those that it keeps waiting. */
class SlowClientTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final BlockingQueue<ServerReply> replies = new LinkedBlockingQueue<>();
  private HttpServer server;

  @AfterEach
  void close() {
    server.close();
  }

  private void serve(Duration read, Duration idle) throws Exception {
    server =
        HttpServer.start(
            InetAddress.getLoopbackAddress(),
            0,
            ServerOptions.LIMITED.withTimeouts(read, idle),
            StreamingHandler.gathering(1000, (request, reply) -> replies.add(reply)));
  }

  private ServerReply nextReply() throws InterruptedException {
    ServerReply reply = replies.poll(20, TimeUnit.SECONDS);
    assertThat(reply).isNotNull();
    return reply;
  }

  @Test
  void aHeadThatDoesNotEndIsGivenUp() throws Exception {
    serve(SHORT, Duration.ZERO);
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n");

      client.awaitClosed();
    }
  }

  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws Exception {
    serve(SHORT, Duration.ZERO);
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");

      client.awaitClosed();
    }
    assertThat(replies).isEmpty();
  }

  @Test
  void aConnectionWithoutRequestsIsClosed() throws Exception {
    serve(Duration.ZERO, SHORT);
    try (RawConnection fresh = RawConnection.open(server.url());
        RawConnection used = RawConnection.open(server.url())) {
      used.get("/");
      nextReply().send(200, Map.of(), "hello");
      used.readUntil("hello");

      assertThat(used.readAll()).isEmpty();
      assertThat(fresh.readAll()).isEmpty();
    }
  }

  @Test
  void aClientThatWaitsForItsReplyIsNotOverdue() throws Exception {
    serve(SHORT, SHORT);
    try (RawConnection waiting = RawConnection.open(server.url());
        RawConnection idle = RawConnection.open(server.url())) {
      waiting.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
      ServerReply reply = nextReply();
      idle.awaitClosed(); // so the time limit has passed for both

      reply.send(200, Map.of(), "late");

      assertThat(waiting.readUntil("late")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whatASlowReaderDoesNotTakeIsNotReportedAsWritten() throws Exception {
    serve(Duration.ZERO, Duration.ZERO);
    try (RawConnection client = RawConnection.open(server.url())) {
      client.get("/");
      ServerReply reply = nextReply();
      CountDownLatch first = new CountDownLatch(1);
      CountDownLatch last = new CountDownLatch(1);
      int much = 64 << 20;
      reply.start(200, List.of(), much + 5L);
      reply.write(ByteBuffer.wrap("hello".getBytes(UTF_8)), first::countDown);
      reply.write(ByteBuffer.allocate(much), last::countDown);
      reply.end();

      assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.readHead()).contains("Content-Length: " + (much + 5));
      assertThat(last.getCount()).isEqualTo(1);
      client.read(much + 5);
      assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aServerThatStopsEndsWhatIsUnderWayAndTakesNothingNew() throws Exception {
    serve(Duration.ZERO, Duration.ZERO);
    try (RawConnection idle = RawConnection.open(server.url());
        RawConnection waiting = RawConnection.open(server.url());
        RawConnection begun = RawConnection.open(server.url())) {
      begun.get("/");
      ServerReply second = nextReply();
      second.start(200, Map.of());
      begun.readHead();
      waiting.get("/");
      ServerReply first = nextReply();

      server.stopAccepting();

      assertThat(idle.readAll()).isEmpty();
      first.send(200, Map.of(), "one");
      second.write("two");
      second.end();
      assertThat(waiting.readAll()).contains("Connection: close").endsWith("one");
      assertThat(begun.readAll()).isEqualTo("3\r\ntwo\r\n0\r\n\r\n");
    }
    await().untilAsserted(this::assertRefused);
  }

  private void assertRefused() {
    assertThatThrownBy(() -> RawConnection.open(server.url()).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void aReplyThatItsClientDoesNotTakeIsGivenUp() throws Exception {
    serve(SHORT, Duration.ZERO);
    CountDownLatch gone = new CountDownLatch(1);
    try (RawConnection client = RawConnection.open(server.url())) {
      client.get("/");
      ServerReply reply = nextReply();
      reply.onClosed(gone::countDown);

      reply.start(200, Map.of());
      for (int part = 0; part < 64; part++) { // more than all buffers on the way have room for
        reply.write(ByteBuffer.allocate(1 << 20));
      }

      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aReplyThatItsBackendIsSlowWithIsNot() throws Exception {
    serve(SHORT, Duration.ZERO);
    try (RawConnection client = RawConnection.open(server.url());
        RawConnection other = RawConnection.open(server.url())) {
      client.get("/");
      ServerReply reply = nextReply();
      reply.start(200, Map.of());
      reply.write("first");
      client.readUntil("first");
      other.send("GET / HTTP/1.1\r\nHost: a\r\n"); // given up after that time

      other.awaitClosed();
      reply.write("second");

      assertThat(client.readUntil("second")).isNotEmpty();
    }
  }

  @Test
  void whoHasSentHalfAHeadDoesNotHoldUpTheEnd() throws Exception {
    serve(Duration.ofMinutes(5), Duration.ofMinutes(5));
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("GET / HTTP/1.1\r\nHos");
      // Seen once the server has handled what was sent after it.
      try (RawConnection other = RawConnection.open(server.url())) {
        other.get("/");
        nextReply().send(200, Map.of(), "hello");
        other.readUntil("hello");
      }

      assertThat(server.drain(Duration.ofSeconds(30))).isTrue();
    }
  }
}
