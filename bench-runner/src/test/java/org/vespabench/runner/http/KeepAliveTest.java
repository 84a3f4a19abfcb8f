package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.testkit.ScriptedReply;

/** Which replies leave their connection to the next request. */
class KeepAliveTest {
  private static final ScriptedReply OK = ScriptedReply.json("{}");
  private static final TestRequest REQUEST = TestRequest.post("/", "{}");

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
  }

  @AfterEach
  void close() {
    stand.close();
  }

  static Stream<Arguments> repliesThatKeepIt() {
    String old = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}";
    return Stream.of(
        arguments("with a length", OK),
        arguments("chunked", OK.chunked()),
        arguments("a stream", ScriptedReply.sse("1")),
        arguments("a failure", OK.withStatus(500)),
        arguments("without a body", ScriptedReply.raw("HTTP/1.1 204 None\r\n\r\n")),
        arguments("said so", OK.withHeader("Connection", "Keep-Alive")),
        arguments("HTTP/1.0 that says so", ScriptedReply.raw(old)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("repliesThatKeepIt")
  void aConnectionThatStaysOpenIsUsedAgain(String what, ScriptedReply reply) throws Exception {
    stand.backend().on("/", reply);

    Exchange first = stand.measure(REQUEST);
    Exchange second = stand.measure(REQUEST);

    assertThat(first.connection()).isEqualTo(new Exchange.Connection(true, false));
    assertThat(second.connection()).isEqualTo(new Exchange.Connection(false, false));
    assertThat(stand.backend().connections()).isEqualTo(1);
  }

  static Stream<Arguments> repliesThatEndIt() {
    String old = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    return Stream.of(
        arguments("said so", OK.withConnectionClose()),
        arguments("said so among others", OK.withHeader("Connection", "X-Y, Close").thenClose()),
        arguments("HTTP/1.0", ScriptedReply.raw(old).thenClose()),
        arguments("as its body has no other end", OK.untilClosed()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("repliesThatEndIt")
  void aConnectionThatTheServerClosesIsNotUsedAgain(String what, ScriptedReply reply)
      throws Exception {
    stand.backend().on("/", reply);

    // The second leaves as a load's next request does: from where the first one completed.
    Exchange second =
        stand
            .perform(REQUEST)
            .future()
            .thenCompose(first -> stand.perform(REQUEST).future())
            .thenApply(Operation::exchange)
            .get();

    assertThat(second.failure()).isNull();
    assertThat(second.connection()).isEqualTo(new Exchange.Connection(true, false));
    assertThat(stand.backend().requests()).hasSize(2);
  }

  @Test
  void aConnectionThatWasClosedWhileIdleIsNoticed() throws Exception {
    stand.backend().on("/", OK.thenClose());
    stand.measure(REQUEST);
    await().until(() -> stand.backend().openConnections() == 0);

    Exchange second = stand.measure(REQUEST);

    assertThat(second.failure()).isNull();
    assertThat(second.connection().fresh()).isTrue();
  }

  @Test
  void closingTheEngineClosesItsConnections() throws Exception {
    stand.backend().on("/", OK);
    stand.measure(REQUEST);

    stand.engine().close();

    await().until(() -> stand.backend().openConnections() == 0);
    assertThat(stand.backend().connections()).isEqualTo(1);
  }

  @Test
  void aRequestAfterTheEngineWasClosedFails() throws Exception {
    stand.engine().close();

    Exchange exchange = stand.measure(REQUEST);

    assertThat(exchange.succeeded()).isFalse();
    assertThat(stand.backend().requests()).isEmpty();
  }
}
