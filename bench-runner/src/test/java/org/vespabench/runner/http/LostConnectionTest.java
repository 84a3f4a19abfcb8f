package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ScriptedReply;

/** Replies that never come, or not to their end. */
class LostConnectionTest {
  private static final TestRequest REQUEST = TestRequest.post("/x", "{}");
  private static final Duration SOON = Duration.ofMillis(150);

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
  }

  @AfterEach
  void close() {
    stand.close();
  }

  static Stream<Named<ScriptedReply>> endless() {
    return Stream.of(
        Named.of("no byte", ScriptedReply.hang()),
        Named.of("half a body", ScriptedReply.json("{\"a\": 1}").cutAfter(3).thenHang()),
        Named.of(
            "a trickle", ScriptedReply.text("x".repeat(5_000)).trickling(Duration.ofMillis(20))),
        Named.of("a stream", ScriptedReply.sse("a", "b").cutAfter(9).thenHang()));
  }

  @ParameterizedTest
  @MethodSource("endless")
  void theTimeLimitIsOneForTheWholeReply(ScriptedReply reply) throws Exception {
    stand.backend().on("/x", reply);

    Exchange exchange = stand.measure(REQUEST, SOON);

    assertThat(exchange.failure())
        .isEqualTo(Failure.of(FailureKind.TIMEOUT, "not done within 150 ms"));
    await().until(() -> stand.backend().openConnections() == 0);
  }

  static Stream<Named<ScriptedReply>> lostBeforeTheReply() {
    return Stream.of(
        Named.of("reset", ScriptedReply.raw("").thenReset()),
        Named.of("closed", ScriptedReply.raw("").thenClose()));
  }

  @ParameterizedTest
  @MethodSource("lostBeforeTheReply")
  void aConnectionLostBeforeTheReplyIsNotTriedAgain(ScriptedReply reply) throws Exception {
    stand.backend().on("/x", reply);

    Exchange exchange = stand.measure(REQUEST);

    assertThat(failure(exchange).kind()).isEqualTo(FailureKind.LOST);
    assertThat(failure(exchange).message()).startsWith("connection lost before the reply: ");
    assertThat(exchange.connection()).isEqualTo(new Exchange.Connection(true, false));
    assertThat(stand.backend().requests()).hasSize(1);
  }

  static Stream<Named<ScriptedReply>> halfReplies() {
    ScriptedReply body = ScriptedReply.json("{\"a\": 1}");
    ScriptedReply stream = ScriptedReply.sse("a", "b");
    return Stream.of(
        Named.of("half a body, closed", body.cutAfter(3)),
        Named.of("no body, closed", body.cutAfter(0)),
        Named.of("half a body, reset", body.cutAfter(3).thenReset()),
        Named.of("a chunk missing, closed", stream.cutAfter(9)),
        Named.of("a chunk missing, reset", stream.cutAfter(9).thenReset()),
        Named.of("the last chunk missing", stream.cutAfter(100)));
  }

  @ParameterizedTest
  @MethodSource("halfReplies")
  void halfAReplyIsLostInTheMiddle(ScriptedReply reply) throws Exception {
    // Only after the head was read: a reset may throw away what the client has not read yet.
    stand.backend().on("/x", reply.withGaps(Duration.ofMillis(50)));

    Exchange exchange = stand.measure(REQUEST.streaming(EventList::new));

    assertThat(failure(exchange).kind()).isEqualTo(FailureKind.LOST);
    assertThat(failure(exchange).message())
        .startsWith("connection lost in the middle of the reply: ");
    assertThat(exchange.work()).isNull();
  }

  @Test
  void aBannerInsteadOfHttpIsAProtocolFailure() throws Exception {
    stand.backend().on("/x", ScriptedReply.raw("SSH-2.0-OpenSSH_9.6\r\n").thenHang());

    Exchange exchange = stand.measure(REQUEST, Duration.ofSeconds(10));

    assertThat(failure(exchange).kind()).isEqualTo(FailureKind.PROTOCOL);
    assertThat(failure(exchange).message()).contains("SSH-2.0-OpenSSH_9.6");
  }

  @Test
  void aClosedPortRefuses() throws Exception {
    Failure failure = failureOf(URI.create("http://127.0.0.1:" + closedPort()));

    assertThat(failure.label()).isEqualTo("connect:refused");
  }

  @Test
  void aNameThatNobodyKnowsIsUnknown() throws Exception {
    Failure failure = failureOf(URI.create("http://no-such-host.invalid:8000"));

    assertThat(failure.label()).isEqualTo("connect:dns");
    assertThat(failure.message()).startsWith("unknown host: ").contains("no-such-host.invalid");
  }

  private static Failure failureOf(URI url) throws Exception {
    try (HttpEngine engine = HttpEngine.open(HttpOptions.to(url), Proxy.NONE)) {
      long now = Ticker.SYSTEM.nanos();
      return failure(Stand.ended(engine.perform(REQUEST, now, Duration.ofSeconds(15))));
    }
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Failure failure(Exchange exchange) {
    Failure failure = exchange.failure();
    assertThat(failure).isNotNull();
    return failure;
  }
}
