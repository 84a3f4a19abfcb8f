package org.vespabench.runner.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.server.RawConnection;

/** Bodies of any length pass through little memory. */
class StreamingTest {
  private static final int MIB = 1 << 20;
  private static final int LARGE = 100 * MIB;

  /** What the sockets of both sides may hold, beside what the proxy does. */
  private static final int ON_THE_WAY = 40 * MIB;

  @Test
  void eachEventLeavesBeforeTheNextIsThere() throws Exception {
    try (RawBackend backend = new RawBackend();
        Stand stand = Stand.streaming(ProxyOptions.to(backend.url()));
        RawConnection client = stand.connect()) {
      client.get("/");
      try (RawConnection peer = backend.accept()) {
        peer.readHead();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n");
        peer.send("Content-Type: text/event-stream\r\n\r\n");
        for (int i = 10; i < 60; i++) {
          String chunk = "a\r\ndata: " + i + "\n\n\r\n";
          peer.send(chunk);
          assertThat(client.readUntil("\n\n\r\n")).endsWith(chunk);
        }
        peer.send("0\r\n\r\n");
        assertThat(client.readUntil("\r\n\r\n")).isEqualTo("0\r\n\r\n");
      }
      assertThat(stand.nextEvents().all())
          .startsWith("sent", "head 200", "body data: 10\n\n", "body data: 11\n\n")
          .endsWith("body data: 59\n\n", "ended DONE");
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheBackend() throws Exception {
    try (RawBackend backend = new RawBackend();
        Stand stand = Stand.streaming(ProxyOptions.to(backend.url()));
        RawConnection client = stand.connect()) {
      client.get("/");
      try (RawConnection peer = backend.accept()) {
        peer.readHead();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> writer = sending(peer, written);
        Events events = stand.nextEvents();
        awaitStall(written);

        assertThat(written.get()).isLessThan(ON_THE_WAY);
        assertThat(client.readHead()).contains("Content-Length: " + LARGE);
        checkPattern(client);
        writer.join();
        assertThat(events.all()).startsWith("sent", "head 200").endsWith("ended DONE");
        assertThat(events.bytes()).isEqualTo(LARGE);
      }
    }
  }

  @Test
  void aBackendThatDoesNotReadStopsTheClient() throws Exception {
    try (RawBackend backend = new RawBackend();
        Stand stand = Stand.streaming(ProxyOptions.to(backend.url()));
        RawConnection client = stand.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: f\r\nContent-Length: " + LARGE + "\r\n\r\n");
      try (RawConnection peer = backend.accept()) {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> writer = sending(client, written);
        awaitStall(written);

        assertThat(written.get()).isLessThan(ON_THE_WAY);
        assertThat(peer.readHead()).contains("Content-Length: " + LARGE);
        checkPattern(peer);
        writer.join();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(client.readUntil("ok")).startsWith("HTTP/1.1 200 OK\r\n");
      }
    }
  }

  private static CompletableFuture<Void> sending(RawConnection to, AtomicLong written) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 0; i < LARGE / MIB; i++) {
              to.send(piece(i));
              written.addAndGet(MIB);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static byte[] piece(int number) {
    byte[] piece = new byte[MIB];
    Arrays.fill(piece, (byte) number);
    return piece;
  }

  private static void checkPattern(RawConnection from) throws IOException {
    for (int i = 0; i < LARGE / MIB; i++) {
      assertThat(Arrays.equals(from.read(MIB), piece(i))).isTrue();
    }
  }

  /** Two looks, half a second apart, see the same number. */
  private static void awaitStall(AtomicLong written) {
    AtomicLong before = new AtomicLong(-1);
    await()
        .pollDelay(Duration.ofMillis(500))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> before.getAndSet(written.get()) == written.get() && written.get() > 0);
  }
}
