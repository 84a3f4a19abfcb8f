package org.vespabench.runner.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.runner.server.ServerOptions;

/** What is sent once more, and what is kept for that. */
class RepeatTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final AtomicLong nanos = new AtomicLong();
  private RawBackend backend;
  private Stand stand;
  private RawConnection client;

  @BeforeEach
  void open() throws IOException {
    backend = new RawBackend();
    stand = Stand.gathering(ProxyOptions.to(backend.url()), nanos::get);
    client = stand.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    stand.close();
    backend.close();
  }

  /** The backend's end of a connection that has been used, and will be again. */
  private RawConnection used() throws Exception {
    client.get("/first");
    RawConnection peer = backend.accept();
    peer.readHead();
    peer.send(OK);
    client.readUntil("ok");
    assertThat(stand.nextEvents().all()).endsWith("ended DONE");
    return peer;
  }

  private void post() throws IOException {
    client.send("POST / HTTP/1.1\r\nHost: f\r\nContent-Length: 2\r\n\r\nhi");
  }

  @Test
  void aRequestThatMeetsAConnectionJustClosedIsSentOnceMore() throws Exception {
    RawConnection peer = used();
    post();
    peer.readUntil("hi");
    nanos.addAndGet(Duration.ofMillis(99).toNanos());
    peer.close();

    try (RawConnection second = backend.accept()) {
      assertThat(second.readUntil("hi")).startsWith("POST / ");
      second.send(OK);
      client.readUntil("ok");
    }
    assertThat(stand.nextEvents().all())
        .containsExactly("sent", "sent", "head 200", "body ok", "ended DONE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "PROPFIND"})
  void whatABackendMayHaveWorkedOnIsNotDoneTwice(String method) throws Exception {
    RawConnection peer = used();
    client.send(method + " / HTTP/1.1\r\nHost: f\r\nContent-Length: 2\r\n\r\nhi");
    peer.readUntil("hi");
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    peer.close();

    assertThat(client.readUntil("}"))
        .startsWith("HTTP/1.1 502 ")
        .contains("the backend broke off: ");
    assertThat(stand.nextEvents().all()).containsExactly("sent", "ended BACKEND_LOST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
  void whatMayBeDoneTwiceIsSentOnceMoreAtAnyTime(String method) throws Exception {
    RawConnection peer = used();
    client.send(method + " / HTTP/1.1\r\nHost: f\r\n\r\n");
    peer.readHead();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    peer.close();

    try (RawConnection second = backend.accept()) {
      assertThat(second.readHead()).startsWith(method + " / ");
      second.send("HTTP/1.1 204 No Content\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
    }
  }

  @Test
  void aRequestIsSentOnceMoreAtMost() throws Exception {
    RawConnection peer = used();
    client.get("/");
    peer.readHead();
    peer.close();
    RawConnection second = backend.accept();
    second.readHead();
    second.close();

    assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
  }

  @Test
  void aRequestWhoseReplyBeganIsNotSentOnceMore() throws Exception {
    RawConnection peer = used();
    client.get("/");
    peer.readHead();
    peer.send("HTTP/1.1 2");
    peer.close();

    assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
  }

  @Test
  void aBodyIsNotKeptWhileItsReplyIsOnItsWay() throws Exception {
    BlockingQueue<WeakReference<byte[]>> bodies = new LinkedBlockingQueue<>();
    try (HttpServer server = remembering(bodies);
        RawConnection one = RawConnection.open(server.url())) {
      one.get("/new");
      try (RawConnection peer = backend.accept()) {
        peer.readUntil("!");
        awaitGone(bodies); // before a reply: there can be no repeat on a new connection
        peer.send(OK);
        one.readUntil("ok");
        await().atMost(Duration.ofSeconds(20)).until(() -> stand.proxy.inFlight() == 0);

        one.get("/reused");
        peer.readUntil("!");
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
        one.readUntil("a\r\n");
        awaitGone(bodies);
        peer.send("0\r\n\r\n");
        one.readUntil("0\r\n\r\n");
      }
    }
  }

  private HttpServer remembering(BlockingQueue<WeakReference<byte[]>> bodies) throws IOException {
    return HttpServer.start(
        InetAddress.getLoopbackAddress(),
        0,
        ServerOptions.LIMITED,
        (head, none, reply) -> {
          byte[] body = new byte[20_000];
          body[body.length - 1] = '!';
          bodies.add(new WeakReference<>(body));
          stand.proxy.forward(ForwardedRequest.of(head, body), reply, ForwardListener.NONE);
        });
  }

  private static void awaitGone(BlockingQueue<WeakReference<byte[]>> bodies) throws Exception {
    WeakReference<byte[]> body = bodies.poll(20, TimeUnit.SECONDS);
    assertThat(body).isNotNull();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return body.get() == null;
            });
  }
}
