package org.vespabench.runner.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
  private static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain");
  private static final int MIB = 1 << 20;

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private HttpServer server;

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void answersWithStatusHeadersAndBody() throws Exception {
    serve((request, reply) -> reply.send(418, Map.of("X-Kind", "teapot"), "short and stout: é"));

    HttpResponse<String> response = get("/");

    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.headers().firstValue("x-kind")).hasValue("teapot");
    assertThat(response.headers().firstValue("content-length")).hasValue("19");
    assertThat(response.body()).isEqualTo("short and stout: é");
  }

  @Test
  void answersWithAnEmptyBody() throws Exception {
    serve((request, reply) -> reply.send(request.path().equals("/none") ? 204 : 200, TEXT, ""));

    assertThat(get("/health").body()).isEmpty();
    assertThat(get("/none").statusCode()).isEqualTo(204);
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void showsMethodPathHeadersAndBodyOfTheRequest() throws Exception {
    Queue<ServerRequest> seen = new ConcurrentLinkedQueue<>();
    serve(
        (request, reply) -> {
          seen.add(request);
          reply.send(200, TEXT, "");
        });

    send(
        HttpRequest.newBuilder(at("/a/b?c=d&e"))
            .header("X-Twice", "one")
            .header("X-Twice", "two")
            .header("Content-Type", "text/plain; charset=ISO-8859-1")
            .PUT(BodyPublishers.ofString("é", ISO_8859_1)));

    ServerRequest request = seen.remove();
    assertThat(request.method()).isEqualTo("PUT");
    assertThat(request.path()).isEqualTo("/a/b?c=d&e");
    assertThat(request.header("x-TWICE")).hasValue("one");
    assertThat(request.header("absent")).isEmpty();
    assertThat(request.headers()).contains(Map.entry("X-Twice", "two"));
    assertThat(request.body()).isEqualTo("é");
    assertThat(request.bodyBytes()).containsExactly(0xe9);
  }

  @Test
  void keepsConnectionsAlive() throws Exception {
    serve((request, reply) -> reply.send(200, TEXT, "from " + request.path()));

    try (RawConnection connection = RawConnection.open(server.url())) {
      connection.get("/one");
      assertThat(connection.readUntil("from /one")).startsWith("HTTP/1.1 200 ");
      connection.get("/two");
      assertThat(connection.readUntil("from /two")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    Queue<ServerReply> held = new ConcurrentLinkedQueue<>();
    serve(
        (request, reply) -> {
          if (request.path().equals("/first")) {
            held.add(reply);
          } else {
            reply.send(200, TEXT, "second");
            held.remove().send(200, TEXT, "first");
          }
        });

    try (RawConnection connection = RawConnection.open(server.url())) {
      connection.send(
          "GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(connection.readUntil("first")).doesNotContain("second");
      assertThat(connection.readUntil("second")).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @CsvSource({"http://h/a?b,/a?b", "HTTP://h:1?a/b,/?a/b", "http://h,/", "http://u@h#/a,/#/a"})
  void aUrlIsAskedForByItsPath(String target, String path) throws Exception {
    serve((request, reply) -> reply.send(200, TEXT, "path " + request.path() + "!"));

    try (RawConnection connection = RawConnection.open(server.url())) {
      connection.get(target);
      assertThat(connection.readUntil("!")).endsWith("path " + path + "!");
    }
  }

  /** httpcore5 does not close a connection whose reply could not be written. */
  @Test
  void aClientThatWentBeforeItsAnswerLeavesNoConnection() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    serve(
        (request, reply) -> {
          asked.countDown();
          await(gone);
          reply.send(200, TEXT, "late");
        });
    RawConnection client = RawConnection.open(server.url());
    client.get("/");
    asked.await();
    client.close();
    gone.countDown();

    assertThat(server.drain(Duration.ofSeconds(20))).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void takesAndGivesLargeBodies() throws Exception {
    serve((request, reply) -> reply.send(200, TEXT, request.bodyBytes()));
    byte[] large = new byte[30 * MIB];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ((i * 31) >> 7);
    }

    HttpResponse<byte[]> response =
        CLIENT.send(
            HttpRequest.newBuilder(at("/")).POST(BodyPublishers.ofByteArray(large)).build(),
            BodyHandlers.ofByteArray());

    assertThat(Arrays.equals(response.body(), large)).isTrue();
  }

  @Test
  void refusesABodyThatSaysItIsTooLarge() throws Exception {
    serve((request, reply) -> reply.send(200, TEXT, "never"));

    try (RawConnection connection = RawConnection.open(server.url())) {
      connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 67108865\r\n\r\n");

      assertThat(connection.readUntil("bytes"))
          .startsWith("HTTP/1.1 413 ")
          .contains("Connection: close")
          .endsWith("the request's body is larger than 67108864 bytes");
    }
  }

  @Test
  void refusesABodyThatTurnsOutTooLarge() throws Exception {
    serve((request, reply) -> reply.send(200, TEXT, "never"));
    byte[] mebibyte = new byte[MIB];

    try (RawConnection connection = RawConnection.open(server.url())) {
      connection.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 65; i++) {
        connection.send("100000\r\n");
        connection.send(mebibyte);
        connection.send("\r\n");
      }

      assertThat(connection.readUntil("bytes")).startsWith("HTTP/1.1 413 ");
      connection.send("0\r\n\r\n");
      assertThat(connection.readAll()).isEmpty();
    }
  }

  @Test
  void answersAClientThatAsksBeforeItSendsItsBody() throws Exception {
    serve((request, reply) -> reply.send(200, TEXT, "got " + request.body()));

    try (RawConnection connection = RawConnection.open(server.url())) {
      connection.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      connection.send("body");
      assertThat(connection.readUntil("got body")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void answers500ForAHandlerThatThrows() throws Exception {
    serve(
        (request, reply) -> {
          throw new IllegalStateException("no luck");
        });

    HttpResponse<String> response = get("/");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .isEqualTo("the server failed: java.lang.IllegalStateException: no luck");
    assertThat(get("/").statusCode()).isEqualTo(500);
  }

  @Test
  void saysWhichPortIsInUseAndWhatToDo() throws Exception {
    serve((request, reply) -> {});

    assertThatThrownBy(() -> HttpServer.start(here(), server.port(), (request, reply) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot listen on 127.0.0.1 port %d: it is in use or not ours. Stop what uses it, pick"
                + " another port, or 0 for any free one.",
            server.port());
  }

  @Test
  void namesItsThreads() throws Exception {
    serve((request, reply) -> reply.send(200, TEXT, Thread.currentThread().getName()));

    assertThat(get("/").body()).matches("bench-server-\\d+");
  }

  @Test
  void closesItsPort() throws Exception {
    serve((request, reply) -> reply.send(200, TEXT, ""));
    get("/");

    server.close();

    assertThatThrownBy(() -> RawConnection.open(server.url())).isInstanceOf(ConnectException.class);
  }

  @Test
  void itsUrlNamesAnAddressThatCanBeReached() throws Exception {
    try (HttpServer any =
        HttpServer.start(InetAddress.getByAddress(new byte[4]), 0, (request, reply) -> {})) {
      assertThat(any.url()).hasToString("http://127.0.0.1:" + any.port());
    }
  }

  private void serve(HttpHandler handler) throws IOException {
    server = HttpServer.start(here(), 0, handler);
  }

  private static InetAddress here() {
    return InetAddress.getLoopbackAddress();
  }

  private URI at(String path) {
    return URI.create(server.url() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(at(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString(UTF_8));
  }
}
