package org.vespabench.runner.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handler only hands over what it got; each test is then the other thread that uses it. */
class RequestBodyTest {
  private static final String HEAD =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n%s\r\n";

  private record Handed(RequestBody body, ServerReply reply) {}

  private final BlockingQueue<Handed> handed = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private HttpServer server;
  private RawConnection client;

  private final RequestBody.Reader reader =
      new RequestBody.Reader() {
        @Override
        public void data(ByteBuffer bytes) {
          seen.add(UTF_8.decode(bytes).toString());
        }

        @Override
        public void end() {
          seen.add("end");
        }
      };

  @BeforeEach
  void serve() throws Exception {
    server =
        HttpServer.start(
            InetAddress.getLoopbackAddress(),
            0,
            ServerOptions.LIMITED,
            (head, body, reply) -> handed.add(new Handed(body, reply)));
    client = RawConnection.open(server.url());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T one = queue.poll(20, TimeUnit.SECONDS);
    assertThat(one).isNotNull();
    return one;
  }

  @Test
  void partsComeAsTheyAreSent() throws Exception {
    client.send(HEAD.formatted(""));
    Handed one = next(handed);
    one.body().stream(reader);
    client.send("3\r\nabc\r\n");
    assertThat(next(seen)).isEqualTo("abc");
    client.send("2\r\nde\r\n0\r\n\r\n");
    assertThat(next(seen)).isEqualTo("de");
    assertThat(next(seen)).isEqualTo("end");

    one.reply().send(200, Map.of(), "done");
    assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void whatCameBeforeItWasAskedForIsNotLost() throws Exception {
    client.send(HEAD.formatted("") + "3\r\nabc\r\n0\r\n\r\n");
    client.get("/next");
    Handed one = next(handed);
    next(handed); // so the first was read to its end

    one.body().stream(reader);

    assertThat(next(seen)).isEqualTo("abc");
    assertThat(next(seen)).isEqualTo("end");
  }

  @Test
  void aClientThatWaitsForASignGetsItWhenTheBodyIsAskedFor() throws Exception {
    client.send(HEAD.formatted("Expect: 100-continue\r\n"));
    Handed one = next(handed);
    one.body().gather(100, whole -> seen.add(new String(whole, UTF_8)));

    assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    client.send("3\r\nabc\r\n0\r\n\r\n");
    assertThat(next(seen)).isEqualTo("abc");
  }

  @Test
  void aClientThatIsRefusedGetsNoSign() throws Exception {
    client.send(HEAD.formatted("Expect: 100-continue\r\n"));
    next(handed).reply().send(403, Map.of(), "no");

    assertThat(client.readUntil("no")).startsWith("HTTP/1.1 403 ").contains("Connection: close");
  }

  @Test
  void aBodyIsAskedForOnce() throws Exception {
    client.send(HEAD.formatted(""));
    RequestBody body = next(handed).body();
    body.stream(reader);

    assertThatThrownBy(() -> body.stream(reader))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the request's body was asked for before");
  }

  @Test
  void theHeadSaysWhetherThereIsABodyAndHowLongItIs() throws Exception {
    client.get("/");
    assertThat(next(handed).body().isPresent()).isFalse();
    try (RawConnection other = RawConnection.open(server.url())) {
      other.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n");
      assertThat(next(handed).body().length()).hasValue(7);
    }
    try (RawConnection other = RawConnection.open(server.url())) {
      other.send(HEAD.formatted(""));
      RequestBody unknown = next(handed).body();
      assertThat(unknown.isPresent()).isTrue();
      assertThat(unknown.length()).isEmpty();
    }
  }
}
