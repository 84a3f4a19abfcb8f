package org.vespabench.runner.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.RawConnection;

/** One side goes, or does not come. */
class TroubleTest {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration SHORT = Duration.ofMillis(200);

  private RawBackend backend;

  @BeforeEach
  void open() throws IOException {
    backend = new RawBackend();
  }

  @AfterEach
  void close() throws IOException {
    backend.close();
  }

  private ProxyOptions options() {
    return ProxyOptions.to(backend.url());
  }

  @Test
  void aClientThatLeavesWhileItWaitsTakesTheBackendsRequestWithIt() throws Exception {
    try (Stand stand = Stand.streaming(options())) {
      RawConnection client = stand.connect();
      client.get("/");
      try (RawConnection peer = backend.accept()) {
        peer.readHead();
        client.close();

        peer.awaitClosed();
      }
      assertThat(stand.nextEvents().all()).containsExactly("sent", "ended CLIENT_LEFT");
      assertThat(stand.proxy.inFlight()).isZero();
    }
  }

  @Test
  void aClientThatLeavesWithinAStreamTakesTheBackendsRequestWithIt() throws Exception {
    try (Stand stand = Stand.streaming(options())) {
      RawConnection client = stand.connect();
      client.get("/");
      try (RawConnection peer = backend.accept()) {
        peer.readHead();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
        client.readUntil("a\r\n");
        client.reset();

        peer.awaitClosed();
      }
      assertThat(stand.nextEvents().all())
          .containsExactly("sent", "head 200", "body a", "ended CLIENT_LEFT");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"
      })
  void aReplyThatBreaksOffIsCutAndNotEnded(String begin) throws Exception {
    for (boolean reset : new boolean[] {false, true}) {
      try (Stand stand = Stand.streaming(options());
          RawConnection client = stand.connect();
          RawConnection peer = begin(client)) {
        peer.send(begin);
        client.readUntil("\r\n\r\n");
        client.readUntil("a");
        if (reset) {
          peer.reset();
        } else {
          peer.endOutput();
        }

        assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
        assertThat(stand.nextEvents().all())
            .containsExactly("sent", "head 200", "body a", "ended BACKEND_LOST");
      }
    }
  }

  private RawConnection begin(RawConnection client) throws IOException {
    client.get("/");
    RawConnection peer = backend.accept();
    peer.readHead();
    return peer;
  }

  @Test
  void aBackendThatBreaksOffBeforeItsReplyIs502() throws Exception {
    try (Stand stand = Stand.streaming(options());
        RawConnection client = stand.connect()) {
      begin(client).close();

      assertThat(client.readUntil("}"))
          .startsWith("HTTP/1.1 502 ")
          .contains("{\"error\": \"the backend broke off: ");
      assertThat(stand.nextEvents().all()).containsExactly("sent", "ended BACKEND_LOST");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no http at all\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: other\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX Y: 1\r\nContent-Length: 0\r\n\r\n"
      })
  void aReplyThatIsNoHttpIs502(String reply) throws Exception {
    try (Stand stand = Stand.streaming(options());
        RawConnection client = stand.connect();
        RawConnection peer = begin(client)) {
      peer.send(reply + "\r\n".repeat(5)); // at once: the proxy resets what it does not want

      assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
      assertThat(stand.nextEvents().all()).containsExactly("sent", "ended BACKEND_LOST");
      peer.awaitClosed();
    }
  }

  @Test
  void aBackendThatIsNotThereIs502() throws Exception {
    backend.close();
    ProxyOptions secret = ProxyOptions.to(URI.create(backend.url() + "/?key=secret"));
    try (Stand stand = Stand.streaming(secret);
        RawConnection client = stand.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: f\r\nContent-Length: 2\r\n\r\nhi");

      assertThat(client.readUntil("}"))
          .startsWith("HTTP/1.1 502 ")
          .contains("{\"error\": \"cannot reach the backend " + backend.url() + ": ");
      Events events = stand.nextEvents();
      assertThat(events.all()).containsExactly("ended BACKEND_UNREACHABLE");
      assertThat(events.why()).contains("Connection refused");
    }
  }

  @Test
  void aBackendWithoutAnAddressIs502() throws Exception {
    ProxyOptions nowhere = ProxyOptions.to(URI.create("http://nowhere.invalid"));
    try (Stand stand = Stand.streaming(nowhere);
        RawConnection client = stand.connect()) {
      client.get("/");

      assertThat(client.readUntil("}")).contains("its name is not known");
    }
  }

  @Test
  void aBackendThatDoesNotAnswerIs504() throws Exception {
    try (Stand stand = Stand.streaming(options().withTimeouts(NONE, SHORT, NONE));
        RawConnection client = stand.connect();
        RawConnection peer = begin(client)) {
      assertThat(client.readUntil("}"))
          .startsWith("HTTP/1.1 504 ")
          .endsWith("{\"error\": \"the backend did not answer within 200 ms\"}");
      assertThat(stand.nextEvents().all()).containsExactly("sent", "ended BACKEND_TIMEOUT");
      peer.awaitClosed();
    }
  }

  @Test
  void aReplyThatTakesTooLongIsCut() throws Exception {
    try (Stand stand = Stand.streaming(options().withTimeouts(NONE, SHORT, SHORT.multipliedBy(3)));
        RawConnection client = stand.connect();
        RawConnection peer = begin(client)) {
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");

      assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
      assertThat(stand.nextEvents().all()).endsWith("body a", "ended BACKEND_TIMEOUT");
      peer.awaitClosed();
    }
  }

  @Test
  void aStreamIsNotRiskedOnAConnectionThatWasUsed() throws Exception {
    try (Stand stand = Stand.streaming(options());
        RawConnection client = stand.connect()) {
      RawConnection peer = begin(client);
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      client.readUntil("ok");
      assertThat(stand.nextEvents().all()).endsWith("ended DONE");
      client.send("POST / HTTP/1.1\r\nHost: f\r\nContent-Length: 2\r\n\r\nhi");

      try (RawConnection second = backend.accept()) {
        assertThat(second.readUntil("hi")).startsWith("POST / ");
      }
    }
  }

  @Test
  void whatIsUnderWayEndsWithTheProxy() throws Exception {
    try (Stand stand = Stand.streaming(options());
        RawConnection client = stand.connect();
        RawConnection peer = begin(client)) {
      stand.proxy.close();

      assertThat(client.readUntil("}")).startsWith("HTTP/1.1 503 ");
      assertThat(stand.nextEvents().all()).containsExactly("sent", "ended CLOSED");
      peer.awaitClosed();
      try (RawConnection late = stand.connect()) {
        late.get("/late");
        assertThat(late.readUntil("}")).startsWith("HTTP/1.1 50");
        assertThat(stand.nextEvents().all()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Content-Length: 4\r\nContent-Length: 40",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"
      })
  void aSmuggledRequestReachesNoBackend(String framing) throws Exception {
    try (Stand stand = Stand.streaming(options());
        RawConnection client = stand.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: f\r\n" + framing + "\r\n\r\n0\r\n\r\nGET /evil H");
      assertThat(client.readAll()).startsWith("HTTP/1.1 400 ");
      try (RawConnection honest = stand.connect()) {
        honest.get("/honest");
        try (RawConnection peer = backend.accept()) {
          assertThat(peer.readHead()).startsWith("GET /honest ");
        }
      }
    }
  }

  @Test
  void aBrokenChunkCutsTheBackendsRequest() throws Exception {
    try (Stand stand = Stand.streaming(options());
        RawConnection client = stand.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: f\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
      try (RawConnection peer = backend.accept()) {
        peer.readUntil("a\r\n");
        client.send("zz\r\n");

        peer.awaitClosed();
      }
      assertThat(stand.nextEvents().all()).endsWith("ended CLIENT_LEFT");
    }
  }
}
