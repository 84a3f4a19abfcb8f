package org.vespabench.runner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handler only hands over its reply; each test is then the other thread that fills it. */
class ServerReplyTest {
  private static final Map<String, String> EVENTS = Map.of("Content-Type", "text/event-stream");

  /** One for all tests, as each has threads of its own. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final BlockingQueue<ServerReply> replies = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    server = HttpServer.start(here, 0, (request, reply) -> replies.add(reply));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void eachWriteLeavesAtOnceAsOneChunk() throws Exception {
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();
      reply.start(200, EVENTS);

      reply.write("data: é\n\n");
      assertThat(connection.readUntil("\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .contains("Transfer-Encoding: chunked", "Content-Type: text/event-stream");
      assertThat(connection.readUntil("\n\n\r\n")).isEqualTo("a\r\ndata: é\n\n\r\n");
      reply.write("data: b\n\n");
      assertThat(connection.readUntil("\n\n\r\n")).isEqualTo("9\r\ndata: b\n\n\r\n");
      reply.end();
      assertThat(connection.readUntil("\r\n\r\n")).isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void writesThatWereQueuedTogetherStayChunksOfTheirOwn() throws Exception {
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();
      reply.start(200, EVENTS);
      reply.write("one");
      reply.write("");
      reply.write("two");
      reply.end();

      connection.readUntil("\r\n\r\n");
      assertThat(connection.readUntil("0\r\n\r\n")).isEqualTo("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
    }
  }

  @Test
  void largeStreamsArriveWhole() throws Exception {
    CompletableFuture<HttpResponse<String>> response = getAsync();
    ServerReply reply = nextReply();
    String piece = "0123456789abcdef".repeat(40_000);
    reply.start(200, EVENTS);

    for (int i = 0; i < 20; i++) {
      reply.write(piece);
    }
    reply.end();

    assertThat(response.get(20, TimeUnit.SECONDS).body().equals(piece.repeat(20))).isTrue();
  }

  @Test
  void manyStreamsAtOnceAllComplete() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> responses =
        IntStream.range(0, 200).mapToObj(i -> getAsync()).toList();

    for (int i = 0; i < responses.size(); i++) {
      ServerReply reply = nextReply();
      reply.start(200, EVENTS);
      for (int event = 0; event < 50; event++) {
        reply.write(event + " ");
      }
      reply.end();
    }

    for (CompletableFuture<HttpResponse<String>> response : responses) {
      assertThat(response.get(20, TimeUnit.SECONDS).body()).startsWith("0 1 ").endsWith("48 49 ");
    }
  }

  @Test
  void abortBeforeTheStartResetsTheConnection() throws Exception {
    try (RawConnection connection = connect()) {
      nextReply().abort();

      assertThatThrownBy(connection::readAll).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void abortInAStreamLeavesItWithoutAnEnd() throws Exception {
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();
      reply.start(200, EVENTS);
      reply.write("data: a\n\n");
      connection.readUntil("data: a\n\n\r\n");

      reply.abort();
      reply.write("ignored");
      reply.end();

      assertThatThrownBy(connection::readAll).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void tellsWhenTheClientGoesBeforeTheStart() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawConnection connection = connect()) {
      nextReply().onClosed(closed::countDown);
      assertThat(closed.getCount()).isEqualTo(1);
      connection.send("");
    }

    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void tellsWhenTheClientGoesWithinAStream() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch closedLate = new CountDownLatch(1);
    ServerReply reply;
    try (RawConnection connection = connect()) {
      reply = nextReply();
      reply.onClosed(closed::countDown);
      reply.start(200, EVENTS);
      reply.write("data: a\n\n");
      connection.readUntil("data: a\n\n");
    }

    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    reply.write("to nobody");
    reply.end();
    reply.onClosed(closedLate::countDown);
    assertThat(closedLate.getCount()).isZero();
  }

  @Test
  void doesNotTellOfAClientThatGoesAfterTheEnd() throws Exception {
    AtomicInteger told = new AtomicInteger();
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();
      reply.onClosed(told::incrementAndGet);
      reply.start(200, EVENTS);
      reply.end();
      connection.readUntil("0\r\n\r\n");
    }

    server.close();
    assertThat(told).hasValue(0);
  }

  @Test
  void tellsEveryOpenReplyWhenTheServerCloses() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawConnection connection = connect()) {
      nextReply().onClosed(closed::countDown);

      server.close();

      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      connection.send("");
    }
  }

  @Test
  void refusesToBeUsedOutOfOrder() throws Exception {
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();

      assertThatThrownBy(() -> reply.write("early")).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(reply::end).isInstanceOf(IllegalStateException.class);
      reply.start(200, EVENTS);
      assertThatThrownBy(() -> reply.send(200, EVENTS, "twice"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the reply was started before");
      reply.end();
      assertThatThrownBy(() -> reply.write("late")).isInstanceOf(IllegalStateException.class);
      assertThat(connection.readUntil("0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void leavesOutFramingHeadersOfTheHandler() throws Exception {
    CompletableFuture<HttpResponse<String>> response = getAsync();

    nextReply().send(200, Map.of("content-length", "999", "Transfer-Encoding", "chunked"), "four");

    assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("four");
  }

  @Test
  void repeatedHeadersStayInTheirOrderAndTheLengthIsSaid() throws Exception {
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();
      reply.start(
          200, List.of(Map.entry("X-B", "1"), Map.entry("X-A", "2"), Map.entry("X-B", "3")), 4);
      reply.write("four");
      reply.end();

      assertThat(connection.readUntil("four"))
          .contains("\r\nX-B: 1\r\nX-A: 2\r\nX-B: 3\r\n", "Content-Length: 4")
          .doesNotContain("chunked");
    }
  }

  @Test
  void aReplyShorterThanItsLengthIsCut() throws Exception {
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();
      reply.start(200, List.of(), 4);
      reply.write("thr");
      reply.end();

      assertThatThrownBy(connection::readAll).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aReplyCannotBeLongerThanItsLength() throws Exception {
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();
      reply.start(200, List.of(), 4);

      assertThatThrownBy(() -> reply.write("fiver"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("more is written than the Content-Length that was sent");
      connection.send("");
    }
  }

  @Test
  void headersThatWouldEndTheHeadAreRefused() throws Exception {
    try (RawConnection connection = connect()) {
      ServerReply reply = nextReply();

      assertThatThrownBy(() -> reply.start(200, Map.of("X", "a\r\nSet-Cookie: b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the value of the header X has a line break");
      assertThatThrownBy(() -> reply.send(200, Map.of("X: a\n", "b"), ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a header's name must be a word, was 'X: a");
      reply.send(200, Map.of("X", "a"), "well");
      assertThat(connection.readUntil("well")).contains("X: a\r\n");
    }
  }

  private RawConnection connect() throws IOException {
    RawConnection connection = RawConnection.open(server.url());
    connection.get("/");
    return connection;
  }

  private ServerReply nextReply() throws InterruptedException {
    ServerReply reply = replies.poll(20, TimeUnit.SECONDS);
    assertThat(reply).isNotNull();
    return reply;
  }

  private CompletableFuture<HttpResponse<String>> getAsync() {
    URI url = URI.create(server.url() + "/");
    return CLIENT.sendAsync(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }
}
