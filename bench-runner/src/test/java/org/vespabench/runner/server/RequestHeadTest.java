package org.vespabench.runner.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
  private final AtomicInteger handled = new AtomicInteger();
  private final Queue<String> targets = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server =
        HttpServer.start(
            InetAddress.getLoopbackAddress(),
            0,
            ServerOptions.LIMITED.withHeadLimits(20, 2000).withMemoryLimits(4000, 0),
            StreamingHandler.gathering(
                1000,
                (request, reply) -> {
                  handled.incrementAndGet();
                  targets.add(request.target());
                  reply.send(200, Map.of(), request.target() + " " + request.body() + "!");
                }));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4|Content-Length: 5",
        "Content-Length: 4|Content-Length: 4",
        "Content-Length: 4, 4",
        "Content-Length: 4|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: 4",
        "Transfer-Encoding: chunked|Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\u000bchunked",
        " Transfer-Encoding: chunked",
        "Content-Length: +4",
        "Content-Length: -4",
        "Content-Length: 0x4",
        "Content-Length: 99999999999999999999",
        "Content-Length:",
        "X Y: 1",
        "X: a\rTransfer-Encoding: chunked",
        "X: a\u0000b",
        ": nameless",
        "nothing",
      })
  void refusesWhatCouldBeUnderstoodInTwoWays(String headers) throws Exception {
    String head = "POST / HTTP/1.1|Host: a|" + headers + "||";
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send(head.replace("|", "\r\n") + "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

      String all = client.readAll();
      assertThat(all).startsWith("HTTP/1.1 400 ").doesNotContain("HTTP/1.1 200");
    }
    assertThat(handled).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1 x",
        "GET",
        "G(T / HTTP/1.1",
        "GET /a b HTTP/1.1",
        "garbage garbage",
        "GET a HTTP/1.1",
        "GET http:/a HTTP/1.1",
        "GET http:///a HTTP/1.1",
        "GET ftp://h/a HTTP/1.1",
        "GET * HTTP/1.1",
        "GET / HTTP/0.9",
        "GET / HTTP/2.0"
      })
  void refusesABadRequestLine(String line) throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send(line + "\r\nHost: a\r\n\r\n");

      assertThat(client.readAll()).startsWith("HTTP/1.1 400 ");
    }
  }

  /** RFC 9112, 2.2: one reader takes it for a header, and another drops it. */
  @Test
  void refusesALineThatContinuesTheRequestLine() throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("POST / HTTP/1.1\r\n Content-Length: 9\r\nHost: a\r\n\r\n");

      assertThat(client.readAll()).startsWith("HTTP/1.1 400 ");
    }
    assertThat(handled).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1|Host: a|Connection: close||",
        "GET / HTTP/1.0|Host: a||",
        "GET / HTTP/1.1||",
        "GET / HTTP/1.1|Host: a|Host: b||",
        "POST / HTTP/1.1|Host: a|Content-Length: 1001||BODY",
      })
  void nothingIsTakenAfterWhatEndsTheConnection(String last) throws Exception {
    String first = last.replace("|", "\r\n").replace("BODY", "x".repeat(1001));
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send(first + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readAll()).containsOnlyOnce("HTTP/1.1 ").contains("Connection: close");
    }
    assertThat(targets).doesNotContain("/next");
  }

  @Test
  void refusesTooManyHeaders() throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(20) + "\r\n");

      assertThat(client.readAll()).startsWith("HTTP/1.1 431 ").contains("Connection: close");
    }
  }

  @Test
  void refusesALineThatIsTooLong() throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(2001) + "\r\n\r\n");

      assertThat(client.readAll()).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void refusesALineThatHasNoEnd() throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("GET /" + "x".repeat(20_000));

      assertThat(client.readAll()).startsWith("HTTP/1.1 431 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"//a/b", "/a/../b%2f?x=[1]&y='\"{}|^`#z", "/\u00e9", "http://h/p?q", "*"})
  void keepsTheTargetAsItWasSent(String target) throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("OPTIONS " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readUntil("!")).startsWith("HTTP/1.1 200 ");
    }
    byte[] utf8 = targets.remove().getBytes(StandardCharsets.ISO_8859_1);
    assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(target);
  }

  @Test
  void refusesABodyOverTheLimitOfTheHandler() throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");

      assertThat(client.readUntil("1000 bytes")).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void refusesABodyBeforeItIsSent() throws Exception {
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");

      assertThat(client.readUntil("1000 bytes"))
          .startsWith("HTTP/1.1 413 ")
          .contains("Connection: close");
    }
  }

  @Test
  void aHeadIsLimitedAsAWholeToo() throws Exception {
    String fits = ("X-A: " + "a".repeat(1500) + "\r\n").repeat(2);
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fits + "\r\n");
      assertThat(client.readUntil("!")).startsWith("HTTP/1.1 200");
    }
    try (RawConnection client = RawConnection.open(server.url())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fits + fits + "\r\n");

      assertThat(client.readAll()).startsWith("HTTP/1.1 431");
    }
    assertThat(handled.get()).isEqualTo(1);
  }
}
