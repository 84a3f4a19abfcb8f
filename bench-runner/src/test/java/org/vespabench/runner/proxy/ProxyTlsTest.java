package org.vespabench.runner.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.server.HttpServer;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.runner.server.ServerOptions;
import org.vespabench.runner.server.StreamingHandler;
import org.vespabench.runner.server.TestKeys;

/** TLS on both sides. */
class ProxyTlsTest {
  private static final int LARGE = 30 << 20;

  @TempDir static Path folder;

  private static TestKeys keys;

  @BeforeAll
  static void create() throws Exception {
    keys = TestKeys.create(folder, "EC");
  }

  private static HttpServer backend(StreamingHandler handler) throws IOException {
    return HttpServer.start(InetAddress.getLoopbackAddress(), 0, tls(), handler);
  }

  private static ServerOptions tls() throws IOException {
    return ServerOptions.LIMITED.withTls(keys.certificate, keys.key);
  }

  private static RawConnection connect(Stand stand) throws Exception {
    return RawConnection.of(
        keys.trust().getSocketFactory().createSocket("127.0.0.1", stand.server.port()));
  }

  @Test
  void largeBodiesPassWholeInBothDirections() throws Exception {
    StreamingHandler echo =
        StreamingHandler.gathering(
            LARGE, (request, reply) -> reply.send(200, Map.of(), request.bodyBytes()));
    try (HttpServer backend = backend(echo);
        Stand stand = Stand.streaming(ProxyOptions.to(backend.url()).withTls(keys.trust()), tls());
        RawConnection client = connect(stand)) {
      byte[] large = new byte[LARGE];
      for (int i = 0; i < LARGE; i++) {
        large[i] = (byte) ((i * 31) >> 7);
      }
      client.send("POST / HTTP/1.1\r\nHost: f\r\nContent-Length: " + LARGE + "\r\n\r\n");
      client.send(large);

      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      assertThat(Arrays.equals(client.read(LARGE), large)).isTrue();
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheBackend() throws Exception {
    AtomicLong written = new AtomicLong();
    StreamingHandler pours =
        (head, body, reply) -> {
          reply.start(200, List.of(), LARGE);
          for (int i = 0; i < LARGE / (1 << 16); i++) {
            reply.write(ByteBuffer.allocate(1 << 16), () -> written.addAndGet(1 << 16));
          }
          reply.end();
        };
    try (HttpServer backend = backend(pours);
        Stand stand = Stand.streaming(ProxyOptions.to(backend.url()).withTls(keys.trust()), tls());
        RawConnection client = connect(stand)) {
      client.get("/");
      client.readHead();
      AtomicLong before = new AtomicLong(-1);
      Awaitility.await()
          .pollDelay(Duration.ofMillis(500))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> before.getAndSet(written.get()) == written.get());

      assertThat(written.get()).isLessThan(LARGE);
      client.read(LARGE);
      assertThat(stand.nextEvents().all()).endsWith("ended DONE");
    }
  }

  @Test
  void aClientThatLeavesIsNoticedThroughBoth() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    StreamingHandler hangs =
        (head, body, reply) -> {
          reply.onClosed(gone::countDown);
          handled.countDown();
        };
    try (HttpServer backend = backend(hangs);
        Stand stand =
            Stand.streaming(ProxyOptions.to(backend.url()).withTls(keys.trust()), tls())) {
      try (RawConnection client = connect(stand)) {
        client.get("/");
        assertThat(handled.await(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(stand.nextEvents().all()).containsExactly("sent", "ended CLIENT_LEFT");
    }
  }

  @Test
  void aBackendWithACertificateOfAnotherNameOrOfNobodyIsNotTrusted() throws Exception {
    try (HttpServer backend = backend((head, body, reply) -> {})) {
      URI misnamed = URI.create("https://localhost:" + backend.port());
      for (ProxyOptions options :
          List.of(
              ProxyOptions.to(misnamed).withTls(keys.trust()), ProxyOptions.to(backend.url()))) {
        try (Stand stand = Stand.streaming(options);
            RawConnection client = stand.connect()) {
          client.get("/");

          assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
          assertThat(stand.nextEvents().all()).containsExactly("ended BACKEND_UNREACHABLE");
        }
      }
    }
  }
}
