package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sees the kit through another client than ours, and on the wire. */
class ScriptedBackendTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ScriptedBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = ScriptedBackend.start();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void playsItsRepliesInOrderAndRepeatsTheLast() throws Exception {
    backend.on("/a", ScriptedReply.status(503, "busy"), ScriptedReply.json("{}"));

    assertThat(get("/a").statusCode()).isEqualTo(503);
    assertThat(get("/a").body()).isEqualTo("{}");
    assertThat(get("/a").body()).isEqualTo("{}");
  }

  @Test
  void answersAPathThatNothingWasSaidAboutWith404() throws Exception {
    HttpResponse<String> response = get("/nothing");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.body()).isEqualTo("{\"error\": \"no script for /nothing\"}");
  }

  @Test
  void answersWithWhatAFunctionMakesOfTheRequest() throws Exception {
    backend.on("/echo", request -> ScriptedReply.text(request.body() + "?" + request.query()));

    assertThat(post("/echo?x=1", "é").body()).isEqualTo("é?x=1");
  }

  @Test
  void answersEveryOtherPathAsItIsTold() throws Exception {
    backend.on("/a", ScriptedReply.json("1")).otherwise(ScriptedReply.status(503, "busy"));

    assertThat(get("/a").statusCode()).isEqualTo(200);
    assertThat(get("/b").statusCode()).isEqualTo(503);
    assertThat(get("/c/d").statusCode()).isEqualTo(503);
  }

  @Test
  void answers500IfTheFunctionThrows() throws Exception {
    backend.on(
        "/bug",
        request -> {
          throw new IllegalStateException("no luck");
        });

    assertThat(get("/bug").statusCode()).isEqualTo(500);
  }

  @Test
  void remembersWhatArrived() throws Exception {
    backend.on("/a", ScriptedReply.json("{}"));

    post("/a?b=c", "{\"é\": 1}");

    ReceivedRequest request = backend.requests("/a").get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/a?b=c");
    assertThat(request.body()).isEqualTo("{\"é\": 1}");
    assertThat(request.header("x-TEST")).hasValue("yes");
    assertThat(request.headers()).contains(Map.entry("X-Test", "yes"));
    assertThat(backend.requests()).containsExactly(request);
  }

  @Test
  void tellsThePathOfARequestToAProxy() {
    ReceivedRequest request =
        ReceivedRequest.of("GET", "http://host:1/a?b=c", List.of(), new byte[0]);

    assertThat(request.path()).isEqualTo("/a");
    assertThat(request.query()).isEqualTo("b=c");
  }

  @Test
  void keepsConnectionsAliveAndCountsThem() throws Exception {
    backend.on("/", ScriptedReply.json("1"));

    try (Socket socket = open()) {
      send(socket, "GET / HTTP/1.1\r\n\r\n");
      readUntil(socket, "\r\n\r\n1");
      send(socket, "GET / HTTP/1.1\r\n\r\n");
      readUntil(socket, "\r\n\r\n1");
    }
    assertThat(backend.connections()).isEqualTo(1);
    await().until(() -> backend.openConnections() == 0);
  }

  @Test
  void streamsEachEventInAChunkOfItsOwn() throws Exception {
    backend.on("/", ScriptedReply.sse("a", "bc").withConnectionClose());

    assertThat(allOnTheWire())
        .startsWith("HTTP/1.1 200 Scripted\r\nContent-Type: text/event-stream\r\n")
        .endsWith("\r\n\r\n9\r\ndata: a\n\n\r\na\r\ndata: bc\n\n\r\n0\r\n\r\n");
  }

  @Test
  void splitsABodyInTheMiddleOfACharacter() throws Exception {
    backend.on("/", ScriptedReply.text("aéb").splitAt(2).chunked().thenClose());

    byte[] reply = allBytesOnTheWire();

    assertThat(new String(reply, StandardCharsets.ISO_8859_1))
        .endsWith("\r\n2\r\na\u00c3\r\n2\r\n\u00a9b\r\n0\r\n\r\n");
  }

  @Test
  void refusesToSplitOutsideTheBody() {
    assertThatThrownBy(() -> ScriptedReply.text("abc").splitAt(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot cut a body of 3 bytes at 1");
  }

  @Test
  void tricklesAllOfTheBody() throws Exception {
    backend.on("/", ScriptedReply.json("[1, 2]").trickling(Duration.ofMillis(1)));

    assertThat(get("/").body()).isEqualTo("[1, 2]");
  }

  @Test
  void closesInTheMiddleOfABody() throws Exception {
    backend.on("/", ScriptedReply.text("abcdef").cutAfter(3));

    assertThat(allOnTheWire()).contains("Content-Length: 6\r\n").endsWith("\r\n\r\nabc");
  }

  @Test
  void leavesOutTheLastChunk() throws Exception {
    backend.on("/", ScriptedReply.sse("a").cutAfter(100));

    assertThat(allOnTheWire()).endsWith("\r\n9\r\ndata: a\n\n\r\n");
  }

  @Test
  void resetsTheConnection() {
    backend.on("/", ScriptedReply.raw("").thenReset());

    assertThatThrownBy(this::allOnTheWire).hasMessageContaining("reset");
  }

  @Test
  void sendsBytesThatAreNoHttp() throws Exception {
    backend.on("/", ScriptedReply.raw("SSH-2.0\r\n").thenClose());

    assertThat(allOnTheWire()).isEqualTo("SSH-2.0\r\n");
  }

  @Test
  void noticesThatAClientGaveUpOnAHang() throws Exception {
    backend.on("/", ScriptedReply.hang());

    try (Socket socket = open()) {
      send(socket, "GET / HTTP/1.1\r\n\r\n");
      await().until(() -> backend.requests().size() == 1);
      assertThat(backend.openConnections()).isEqualTo(1);
    }

    await().until(() -> backend.openConnections() == 0);
  }

  @Test
  void sendsEachPartWhenItIsPermitted() throws Exception {
    Semaphore permits = new Semaphore(0);
    backend.on("/", ScriptedReply.sse("a", "b").withPermits(permits).withConnectionClose());

    try (Socket socket = open()) {
      send(socket, "GET / HTTP/1.1\r\n\r\n");
      permits.release();
      readUntil(socket, "data: a\n\n\r\n");
      assertThat(socket.getInputStream().available()).isZero();
      permits.release();
      assertThat(socket.getInputStream().readAllBytes()).asString().contains("data: b");
    }
  }

  @Test
  void closesItsConnections() throws Exception {
    backend.on("/", ScriptedReply.hang());

    try (Socket socket = open()) {
      send(socket, "GET / HTTP/1.1\r\n\r\n");
      await().until(() -> backend.requests().size() == 1);
      backend.close();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(backend.url() + path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(backend.url() + path))
            .header("X-Test", "yes")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(backend.url().getHost(), backend.url().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void readUntil(Socket socket, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      read.append((char) socket.getInputStream().read());
    }
  }

  private String allOnTheWire() throws IOException {
    return new String(allBytesOnTheWire(), StandardCharsets.UTF_8);
  }

  private byte[] allBytesOnTheWire() throws IOException {
    try (Socket socket = open()) {
      send(socket, "GET / HTTP/1.1\r\n\r\n");
      return socket.getInputStream().readAllBytes();
    }
  }
}
