package org.vespabench.runner.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.runner.server.ServerOptions;

/** What is on the wire on either side. */
class ForwardingTest {
  private RawBackend backend;
  private Stand stand;
  private RawConnection client;

  @BeforeEach
  void open() throws Exception {
    backend = new RawBackend();
    stand = Stand.streaming(ProxyOptions.to(backend.url()));
    client = stand.connect();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    stand.close();
    backend.close();
  }

  private static String wire(String text) {
    return text.replace("|", "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "OPTIONS", "POST", "PUT", "PATCH", "TRACE", "PROPFIND"})
  void everyMethodPasses(String method) throws Exception {
    client.send(wire(method + " /x HTTP/1.1|Host: front||"));
    try (RawConnection peer = backend.accept()) {
      assertThat(peer.readHead())
          .isEqualTo(wire(method + " /x HTTP/1.1|Host: " + backend.url().getAuthority() + "||"));
      peer.send(wire("HTTP/1.1 200 OK|Content-Length: 2||ok"));

      assertThat(client.readUntil("ok"))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains(wire("|Content-Length: 2|"))
          .doesNotContain("chunked");
    }
    assertThat(stand.nextEvents().all())
        .containsExactly("sent", "head 200", "body ok", "ended DONE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//a//b", "/a/../b%2f?x=[1]&y='\"{}|^`&z=%zz", "/\u00e9?\ud83d\ude00", "/?", "*"})
  void theTargetPassesByteForByte(String target) throws Exception {
    client.send("OPTIONS " + target + " HTTP/1.1\r\nHost: front\r\n\r\n");
    try (RawConnection peer = backend.accept()) {
      assertThat(peer.readHead()).startsWith("OPTIONS " + target + " HTTP/1.1\r\n");
    }
  }

  @Test
  void theBackendsBasePathAndQueryAreKept() throws Exception {
    ProxyOptions options = ProxyOptions.to(URI.create(backend.url() + "/base/?key=1"));
    try (Stand based = Stand.streaming(options);
        RawConnection one = based.connect()) {
      one.send(wire("GET /x?y HTTP/1.1|Host: front||"));
      try (RawConnection peer = backend.accept()) {
        assertThat(peer.readHead()).startsWith("GET /base/x?y&key=1 HTTP/1.1\r\n");
      }
    }
  }

  @Test
  void headersForTheOtherEndPassInOrderAndThoseOfTheConnectionDoNot() throws Exception {
    client.send(
        wire(
            "GET / HTTP/1.1|X-A: 1|Host: front|x-b: 2|X-A: 3|Connection: keep-alive, X-Mine|"
                + "X-Mine: secret|Keep-Alive: 5|Proxy-Authorization: p|Proxy-Connection: p|TE: x|"
                + "Trailer: t|Upgrade: h2c|Accept-Encoding: gzip|X-Latin: \u00e9\ud83d\ude00||"));
    try (RawConnection peer = backend.accept()) {
      assertThat(peer.readHead())
          .isEqualTo(
              wire(
                  "GET / HTTP/1.1|Host: %s|X-A: 1|x-b: 2|X-A: 3|Accept-Encoding: gzip|"
                          .formatted(backend.url().getAuthority())
                      + "X-Latin: \u00e9\ud83d\ude00||"));
      peer.send(
          wire(
              "HTTP/1.1 200 OK|Server: theirs|Date: then|Set-Cookie: a|Set-Cookie: b|"
                  + "Connection: X-Own|X-Own: 1|Keep-Alive: timeout=5|Content-Encoding: gzip|"
                  + "Trailer: X-T|Transfer-Encoding: chunked||3|abc|0|X-T: dropped||"));

      assertThat(client.readUntil("0\r\n\r\n"))
          .isEqualTo(
              wire(
                  "HTTP/1.1 200 OK|Server: theirs|Date: then|Set-Cookie: a|Set-Cookie: b|"
                      + "Content-Encoding: gzip|Transfer-Encoding: chunked|"
                      + "Connection: keep-alive||3|abc|0||"));
    }
  }

  @Test
  void aChunkedRequestPassesInChunks() throws Exception {
    client.send(wire("POST / HTTP/1.1|Host: f|Transfer-Encoding: chunked||3|abc|"));
    try (RawConnection peer = backend.accept()) {
      assertThat(peer.readHead()).contains(wire("|Transfer-Encoding: chunked|"));
      assertThat(peer.readUntil("abc\r\n")).isEqualTo(wire("3|abc|"));
      client.send(wire("2|de|0||"));
      assertThat(peer.readUntil(wire("0||"))).isEqualTo(wire("2|de|0||"));
      peer.send(wire("HTTP/1.1 201 Created|Content-Length: 0||"));

      assertThat(client.readHead()).startsWith("HTTP/1.1 201 Created\r\n");
    }
  }

  @Test
  void aRequestWithALengthPassesWithIt() throws Exception {
    client.send(wire("POST / HTTP/1.1|Host: f|Content-Length: 5||hello"));
    try (RawConnection peer = backend.accept()) {
      assertThat(peer.readUntil("hello"))
          .contains(wire("|Content-Length: 5||"))
          .doesNotContain("chunked");
    }
  }

  @Test
  void aClientThatExpectsToBeToldIsToldWhenTheBackendIsThere() throws Exception {
    client.send(wire("POST / HTTP/1.1|Host: f|Content-Length: 5|Expect: 100-continue||"));
    try (RawConnection peer = backend.accept()) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
      client.send("hello");
      assertThat(peer.readUntil("hello")).doesNotContainIgnoringCase("Expect");
      peer.send(wire("HTTP/1.1 100 Continue||HTTP/1.1 103 Early|Link: x||HTTP/1.1 200 OK|"));
      peer.send(wire("Content-Length: 1||x"));

      assertThat(client.readUntil("x")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void headKeepsTheLengthOfTheBodyThatItDoesNotGet() throws Exception {
    client.send(wire("HEAD / HTTP/1.1|Host: f||"));
    try (RawConnection peer = backend.accept()) {
      peer.readHead();
      peer.send(wire("HTTP/1.1 200 OK|Content-Length: 12345||"));
      assertThat(client.readHead()).contains(wire("|Content-Length: 12345|"));
      assertThat(stand.nextEvents().all()).containsExactly("sent", "head 200", "ended DONE");

      client.send(wire("GET /next HTTP/1.1|Host: f||"));
      assertThat(peer.readHead()).startsWith("GET /next ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void statusesWithoutABodyPass(int status) throws Exception {
    client.send(wire("GET / HTTP/1.1|Host: f||"));
    try (RawConnection peer = backend.accept()) {
      peer.readHead();
      peer.send(wire("HTTP/1.1 " + status + " X|ETag: e||"));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 " + status)
          .contains("ETag: e")
          .doesNotContain("chunked", "Content-Length");
      assertThat(stand.nextEvents().all()).containsExactly("sent", "head " + status, "ended DONE");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 429, 501, 503})
  void aBackendsRefusalDoesNotCostTheClientItsConnection(int status) throws Exception {
    client.send(wire("GET / HTTP/1.1|Host: f||"));
    try (RawConnection peer = backend.accept()) {
      peer.readHead();
      peer.send(wire("HTTP/1.1 " + status + " X|Content-Length: 2||no"));

      assertThat(client.readUntil("no")).doesNotContain("Connection:");
      assertThat(stand.nextEvents().all()).endsWith("ended DONE");
      client.send(wire("GET /next HTTP/1.1|Host: f||"));
      assertThat(peer.readHead()).startsWith("GET /next ");
    }
  }

  @Test
  void anOldClientGetsAReplyThatEndsWithItsConnection() throws Exception {
    client.send(wire("GET / HTTP/1.0||"));
    try (RawConnection peer = backend.accept()) {
      peer.readHead();
      peer.send(wire("HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc|0||"));

      assertThat(client.readAll()).contains(wire("|Connection: close|")).endsWith(wire("||abc"));
    }
  }

  @Test
  void aReplyThatEndsWithItsConnectionIsSentInChunks() throws Exception {
    client.send(wire("GET / HTTP/1.1|Host: f||"));
    try (RawConnection peer = backend.accept()) {
      peer.readHead();
      peer.send(wire("HTTP/1.0 200 OK||abc"));
      peer.endOutput();

      assertThat(client.readUntil(wire("0||"))).endsWith(wire("||3|abc|0||"));
    }
  }

  @Test
  void manyRequestsFollowEachOtherOnOneConnectionOnEitherSide() throws Exception {
    client.send(wire("GET /0 HTTP/1.1|Host: f||"));
    try (RawConnection peer = backend.accept()) {
      for (int i = 0; i < 300; i++) {
        assertThat(peer.readHead()).startsWith("GET /" + i + " ");
        peer.send(wire("HTTP/1.1 200 OK|Content-Length: 4||%04d".formatted(i)));
        client.readUntil("%04d".formatted(i));
        assertThat(stand.nextEvents().all()).endsWith("ended DONE");
        client.send(wire("GET /" + (i + 1) + " HTTP/1.1|Host: f||"));
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
    client.send(wire("GET /1 HTTP/1.1|Host: f||GET /2 HTTP/1.1|Host: f||"));
    try (RawConnection one = backend.accept();
        RawConnection two = backend.accept()) {
      boolean swapped = one.readHead().startsWith("GET /2 ");
      two.readHead();
      (swapped ? one : two).send(wire("HTTP/1.1 200 OK|Content-Length: 6||second"));
      (swapped ? two : one).send(wire("HTTP/1.1 200 OK|Content-Length: 5||first"));

      assertThat(client.readUntil("first")).doesNotContain("second");
      assertThat(client.readUntil("second")).doesNotContain("first");
    }
  }

  @Test
  void webSocketsAreRefused() throws Exception {
    client.send(wire("GET / HTTP/1.1|Host: f|Connection: Upgrade|Upgrade: websocket||"));

    assertThat(client.readUntil("}"))
        .startsWith("HTTP/1.1 501 ")
        .contains("Content-Type: application/json")
        .endsWith(
            "{\"error\": \"WebSocket connections are not proxied: send requests over HTTP/1.1"
                + " instead\"}");
    assertThat(stand.nextEvents().all()).containsExactly("ended REFUSED");
  }

  @Test
  void aRefusalPassesBeforeTheBodyWasSent() throws Exception {
    client.send(wire("POST / HTTP/1.1|Host: f|Content-Length: 10000000||"));
    try (RawConnection peer = backend.accept()) {
      peer.readHead();
      peer.send(wire("HTTP/1.1 401 Unauthorized|Content-Length: 2||no"));

      assertThat(client.readUntil("no")).startsWith("HTTP/1.1 401 ");
      client.send(new byte[10_000_000]);
    }
    client.send(wire("GET /next HTTP/1.1|Host: f||"));
    try (RawConnection peer = backend.accept()) {
      assertThat(peer.readHead()).startsWith("GET /next ");
    }
  }

  @Test
  void theCallerMayChangeWhatIsSent() throws Exception {
    try (ReverseProxy proxy = stand.proxy;
        HttpServer server =
            HttpServer.start(
                InetAddress.getLoopbackAddress(),
                0,
                ServerOptions.LIMITED,
                (head, body, reply) ->
                    proxy.forward(
                        ForwardedRequest.of(head, new byte[] {'h', 'i'})
                            .withTarget("/other?a")
                            .withHeader("X-A", "new")
                            .withHeader("X-C", "added")
                            .withHeader("Connection", "close")
                            .withoutHeader("x-b"),
                        reply,
                        ForwardListener.NONE));
        RawConnection one = RawConnection.open(server.url())) {
      one.send(wire("POST /this HTTP/1.1|Host: f|X-A: 1|X-A: 2|X-B: 3|Connection: X-C||"));
      try (RawConnection peer = backend.accept()) {
        assertThat(peer.readUntil("hi"))
            .isEqualTo(
                wire(
                    "POST /other?a HTTP/1.1|Host: %s|X-A: new|X-C: added|Content-Length: 2||hi"
                        .formatted(backend.url().getAuthority())));
      }
    }
  }
}
