package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.testkit.ScriptedReply;

/** Replies that end or break where HTTP does not allow it, byte for byte. */
class BrokenHttpTest {
  private static final ScriptedReply OK = ScriptedReply.json("{}");
  private static final ScriptedReply CLOSE = ScriptedReply.raw("").thenClose();
  private static final ScriptedReply RESET = ScriptedReply.raw("").thenReset();
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

  static Stream<Arguments> endsBeforeTheReply() {
    return Stream.of(
        arguments("closed", CLOSE),
        arguments("reset", RESET),
        arguments("half a head", ScriptedReply.raw("HTTP/1.1 200 OK\r\nA: b\r\n").thenClose()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endsBeforeTheReply")
  void aFreshConnectionThatEndsBeforeTheReplyIsLost(String what, ScriptedReply reply)
      throws Exception {
    stand.backend().on("/", reply);

    Exchange exchange = stand.measure(REQUEST);

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.LOST);
    assertThat(exchange.failure().message()).startsWith("connection lost before the reply: ");
    assertThat(exchange.connection()).isEqualTo(new Exchange.Connection(true, false));
    assertThat(stand.backend().requests()).hasSize(1);
  }

  static Stream<Arguments> endsInTheReply() {
    ScriptedReply whole = ScriptedReply.json("x".repeat(1000));
    return Stream.of(
        arguments("half of what Content-Length says", whole.cutAfter(500)),
        arguments("nothing of what Content-Length says", whole.cutAfter(0)),
        arguments("half of what Content-Length says, reset", whole.cutAfter(500).thenReset()),
        arguments("chunks without the last", ScriptedReply.sse("1", "2").cutAfter(100)),
        arguments("half a chunk", ScriptedReply.raw(chunkedHead() + "a\r\n12345").thenClose()),
        arguments("half a chunk's size", ScriptedReply.raw(chunkedHead() + "a").thenClose()));
  }

  private static String chunkedHead() {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endsInTheReply")
  void aConnectionThatEndsInTheReplyIsLost(String what, ScriptedReply reply) throws Exception {
    stand.backend().on("/", reply);

    Exchange exchange = stand.measure(REQUEST.reading(any -> Work.asDeclared()));

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.LOST);
    assertThat(exchange.failure().message())
        .startsWith("connection lost in the middle of the reply");
    assertThat(exchange.work()).isNull();
    assertThat(stand.backend().requests()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endsInTheReply")
  void aReusedConnectionThatEndsInTheReplyIsLostToo(String what, ScriptedReply reply)
      throws Exception {
    stand.backend().on("/", OK, reply);
    stand.measure(REQUEST);

    Exchange exchange = stand.measure(REQUEST);

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.LOST);
    assertThat(exchange.connection().resent()).isFalse();
    assertThat(stand.backend().requests()).hasSize(2);
  }

  static Stream<Arguments> staleEnds() {
    return Stream.of(arguments("closed", CLOSE), arguments("reset", RESET));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("staleEnds")
  void aStaleConnectionIsReplacedOnceAndCounted(String what, ScriptedReply end) throws Exception {
    stand.backend().on("/", OK, end, OK);
    stand.measure(REQUEST);

    Exchange exchange = stand.measure(REQUEST);

    assertThat(exchange.failure()).isNull();
    assertThat(exchange.connection()).isEqualTo(new Exchange.Connection(true, true));
    assertThat(exchange.stamps().sent()).isGreaterThanOrEqualTo(exchange.stamps().leased());
    assertThat(stand.backend().requests()).hasSize(3);
    assertThat(stand.backend().requests()).allMatch(request -> request.body().equals("{}"));
    assertThat(stand.backend().connections()).isEqualTo(2);
  }

  @Test
  void aReplyThatHasBegunIsNotAskedForAgain() throws Exception {
    stand.backend().on("/", OK, ScriptedReply.raw("HTTP/1.1 200 OK\r\nA: b\r\n").thenClose(), OK);
    stand.measure(REQUEST);

    Exchange exchange = stand.measure(REQUEST);

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.LOST);
    assertThat(exchange.connection().resent()).isFalse();
    assertThat(stand.backend().requests()).hasSize(2);
  }

  static Stream<Arguments> notHttp() {
    return Stream.of(
        arguments("another protocol, which goes on", ScriptedReply.raw("SSH-2.0-x\r\n").thenHang()),
        arguments("another protocol", ScriptedReply.raw("SSH-2.0-x\r\n").thenClose()),
        arguments("half a status line", ScriptedReply.raw("HTTP/1.1 2").thenClose()),
        arguments("a page without a head", ScriptedReply.raw("<html>hello</html>\n").thenClose()),
        arguments("a status that is none", ScriptedReply.raw("HTTP/1.1 abc\r\n\r\n").thenClose()),
        arguments(
            "a length that is none",
            ScriptedReply.raw("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}").thenHang()),
        arguments(
            "a chunk that has no size",
            ScriptedReply.raw(chunkedHead() + "zz\r\nab\r\n").thenHang()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notHttp")
  void whatIsNotHttpIsNoReply(String what, ScriptedReply reply) throws Exception {
    stand.backend().on("/", reply);

    Exchange exchange = stand.measure(REQUEST);

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.PROTOCOL);
    assertThat(exchange.failure().message()).isNotBlank();
    assertThat(stand.backend().requests()).hasSize(1);
  }

  @Test
  void sessionsSendAgainOnceToo() throws Exception {
    stand.backend().on("/", OK, CLOSE, OK);
    stand.send(REQUEST);

    assertThat(stand.send(REQUEST).status()).isEqualTo(200);
    assertThat(stand.backend().requests()).hasSize(3);
  }
}
