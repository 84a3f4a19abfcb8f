package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.testkit.ScriptedReply;

/** What becomes of a reply that arrived whole. */
class ReplyTest {
  private static final TestRequest REQUEST = TestRequest.post("/x", "{}");
  private static final int LIMIT = 1_000;

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand =
        Stand.open(
            o ->
                new HttpOptions(
                    o.url(), o.headers(), Optional.empty(), false, o.connectTimeout(), LIMIT));
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void aTextForWhichThereIsNoMemoryFailsItsRequest() throws Exception {
    String type = "text/plain; charset=" + ExhaustingCharsets.NAME;
    stand.backend().on("/x", ScriptedReply.text("hi").withHeader("Content-Type", type));

    Exchange exchange = stand.measure(REQUEST);

    assertThat(exchange.failure().kind()).isEqualTo(FailureKind.BODY);
    assertThat(exchange.failure().message())
        .endsWith("java.lang.OutOfMemoryError: Java heap space");
    assertThat(stand.engine().bodyRoom().taken()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "application/json,              ü€🐝,   ü€🐝",
        "text/plain; charset=UTF-8,     ü€🐝,   ü€🐝",
        "text/plain; charset=ISO-8859-1, é,     Ã©",
        "text/plain; charset=\"utf-8\", é,      é",
        "text/plain; charset=no-such-set, é,    é",
        "complete nonsense; =;;,        é,      é"
      })
  void aBodyIsDecodedAsItsHeaderSaysElseAsUtf8(String type, String sent, String read)
      throws Exception {
    stand.backend().on("/x", ScriptedReply.text(sent).withHeader("Content-Type", type));

    assertThat(stand.get("/x").body()).isEqualTo(read);
  }

  @Test
  void wideCharactersAreDecodedToo() throws Exception {
    stand
        .backend()
        .on(
            "/x",
            ScriptedReply.text("\0h\0i")
                .withHeader("Content-Type", "text/plain; charset=utf-16be"));

    assertThat(stand.get("/x").body()).isEqualTo("hi");
  }

  @Test
  void aPluginSeesStatusHeadersAndBody() throws Exception {
    stand
        .backend()
        .on("/x", ScriptedReply.status(418, "{\"tea\":true}").withHeader("X-Pot", "small"));

    HttpReply reply = stand.get("/x");

    assertThat(reply.status()).isEqualTo(418);
    assertThat(reply.body()).isEqualTo("{\"tea\":true}");
    assertThat(reply.header("x-pot")).hasValue("small");
    assertThat(reply.header("x-cup")).isEmpty();
    assertThat(reply.elapsed()).isPositive();
  }

  @Test
  void aBodyAsLargeAsTheLimitIsTaken() throws Exception {
    stand.backend().on("/x", ScriptedReply.text("x".repeat(LIMIT)));

    assertThat(stand.measure(REQUEST).failure()).isNull();
  }

  @Test
  void aBodyLargerThanTheLimitIsRefused() throws Exception {
    stand.backend().on("/x", ScriptedReply.text("x".repeat(LIMIT + 1)).chunked());

    assertThat(stand.measure(REQUEST).failure())
        .isEqualTo(Failure.of(FailureKind.BODY, "the body is larger than 1000 bytes (--max-body)"));
    assertThatThrownBy(() -> stand.get("/x"))
        .hasRootCauseInstanceOf(BenchmarkException.class)
        .hasRootCauseMessage("the body is larger than 1000 bytes (--max-body)");
  }

  @Test
  void aStreamMayBeLargerThanTheLimit() throws Exception {
    stand.backend().on("/x", ScriptedReply.sse("x".repeat(LIMIT), "y".repeat(LIMIT)));

    Exchange exchange = stand.measure(REQUEST.streaming(EventList::new));

    assertThat(exchange.failure()).isNull();
    assertThat(exchange.done()).isEqualTo(2);
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    stand
        .backend()
        .on("/x", ScriptedReply.status(302, "").withHeader("Location", "/elsewhere"))
        .on("/elsewhere", ScriptedReply.json("{}"));

    Exchange exchange = stand.measure(REQUEST);

    assertThat(exchange.failure()).isEqualTo(new Failure(FailureKind.STATUS, "302", "status 302"));
    assertThat(stand.backend().requests("/elsewhere")).isEmpty();
  }

  @Test
  void aFailedStatusIsToldWithTheBeginningOfItsBody() throws Exception {
    stand.backend().on("/x", ScriptedReply.status(503, "{\n  \"busy\": \"" + "x".repeat(400)));

    Failure failure = stand.measure(REQUEST.streaming(EventList::new)).failure();

    assertThat(failure).isNotNull();
    assertThat(failure.label()).isEqualTo("status:503");
    assertThat(failure.message()).startsWith("status 503: { \"busy\": \"xxx").endsWith("x…");
  }

  static Stream<Named<Throwable>> pluginTrouble() {
    return Stream.of(
            new IllegalStateException("no such field"),
            new AssertionError("never"),
            new NoClassDefFoundError("com/example/Json"),
            new StackOverflowError("[[[[[["))
        .map(thrown -> Named.of(thrown.getClass().getSimpleName(), thrown));
  }

  @ParameterizedTest
  @MethodSource("pluginTrouble")
  void aReaderThatThrowsAtAnEventFailsOnlyItsRequest(Throwable thrown) throws Exception {
    stand.backend().on("/x", ScriptedReply.sse("a", "b"));

    Supplier<EventList> broken = () -> new EventList(() -> ReplyTest.<Error>raise(thrown));
    Exchange exchange = stand.measure(REQUEST.streaming(broken::get));

    assertThat(exchange.failure())
        .isEqualTo(Failure.of(FailureKind.BODY, "the plugin could not read the reply: " + thrown));
    assertAllThreadsStillRead();
  }

  @ParameterizedTest
  @MethodSource("pluginTrouble")
  void aReaderThatThrowsAtTheEndFailsOnlyItsRequest(Throwable thrown) throws Exception {
    stand.backend().on("/x", ScriptedReply.sse("a", "b"));

    Exchange exchange =
        stand.measure(
            REQUEST.reading(
                reply -> {
                  throw ReplyTest.<Error>raise(thrown);
                }));

    assertThat(exchange.failure())
        .isEqualTo(Failure.of(FailureKind.BODY, "the plugin could not read the reply: " + thrown));
    assertAllThreadsStillRead();
  }

  @Test
  void aReaderSaysWhatIsWrongInItsOwnWords() throws Exception {
    stand.backend().on("/x", ScriptedReply.json("{}"));

    Exchange wrong =
        stand.measure(
            REQUEST.reading(
                reply -> {
                  throw new BenchmarkException("no usage in the reply");
                }));
    Exchange half =
        stand.measure(
            REQUEST.reading(
                reply -> {
                  throw BenchmarkException.truncated("no [DONE]");
                }));

    assertThat(wrong.failure()).isEqualTo(Failure.of(FailureKind.BODY, "no usage in the reply"));
    assertThat(half.failure()).isEqualTo(Failure.of(FailureKind.TRUNCATED, "no [DONE]"));
  }

  /** Connections are dealt to the I/O threads in turn: enough of them visit each. */
  private void assertAllThreadsStillRead() throws Exception {
    stand.backend().on("/fine", ScriptedReply.json("{}").withConnectionClose());
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
      assertThat(stand.measure(TestRequest.get("/fine")).failure()).isNull();
    }
  }

  /** Throws anything, as languages without checked exceptions can. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException raise(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
