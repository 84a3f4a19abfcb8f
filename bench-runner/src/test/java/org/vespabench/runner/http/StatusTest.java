package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.testkit.ScriptedReply;

/** What status and content type make of a reply. */
class StatusTest {
  private static final TestRequest REQUEST = TestRequest.get("/");

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = Stand.open();
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 299})
  void theReaderReadsASuccess(int status) throws Exception {
    stand.backend().on("/", ScriptedReply.status(status, "7"));

    Exchange exchange =
        stand.measure(REQUEST.reading(reply -> Work.done(Double.parseDouble(reply.body()))));

    assertThat(exchange.failure()).isNull();
    assertThat(exchange.done()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 302, 400, 404, 413, 422, 429, 500, 503, 599})
  void anyOtherStatusIsAFailureThatNoReaderSees(int status) throws Exception {
    stand.backend().on("/", ScriptedReply.status(status, "{\"error\":\n  \"no\"}"));
    EventList unread = new EventList();

    Operation operation = stand.perform(REQUEST.streaming(() -> unread));

    assertThat(Stand.ended(operation).failure())
        .isEqualTo(
            new Failure(
                FailureKind.STATUS,
                Integer.toString(status),
                "status " + status + ": {\"error\": \"no\"}"));
    assertThat(operation.exchange().work()).isNull();
    assertThat(operation.reply().body()).contains("no");
    assertThat(unread.events()).isEmpty();
  }

  @Test
  void aFailedStreamIsReadAsABody() throws Exception {
    stand.backend().on("/", ScriptedReply.sse("{\"error\": 1}").withStatus(500));
    EventList unread = new EventList();

    Exchange exchange = stand.measure(REQUEST.streaming(() -> unread));

    assertThat(exchange.failure().message()).isEqualTo("status 500: data: {\"error\": 1}");
    assertThat(unread.events()).isEmpty();
  }

  @Test
  void cookiesAreNotKept() throws Exception {
    stand.backend().on("/", ScriptedReply.json("{}").withHeader("Set-Cookie", "a=b; Path=/"));

    stand.measure(REQUEST);
    stand.measure(REQUEST);

    assertThat(stand.backend().requests())
        .hasSize(2)
        .allMatch(request -> request.header("Cookie").isEmpty());
  }

  @Test
  void nothingIsSentAgainByItself() throws Exception {
    ScriptedReply later = ScriptedReply.status(503, "busy").withHeader("Retry-After", "0");
    stand.backend().on("/", later);

    assertThat(stand.measure(REQUEST).failure().label()).isEqualTo("status:503");
    assertThat(stand.backend().requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBodyAboveTheLimitIsRefusedAndItsConnectionClosed(boolean chunked) throws Exception {
    try (Stand narrow = withLimit(1000)) {
      ScriptedReply large = ScriptedReply.text("x".repeat(1001));
      narrow.backend().on("/", chunked ? large.splitAt(500).chunked() : large);

      Exchange first = narrow.measure(REQUEST);
      Exchange second = narrow.measure(REQUEST);

      assertThat(first.failure())
          .isEqualTo(
              Failure.of(FailureKind.BODY, "the body is larger than 1000 bytes (--max-body)"));
      assertThat(second.connection()).isEqualTo(new Exchange.Connection(true, false));
    }
  }

  private static Stand withLimit(int maxBodyBytes) throws Exception {
    return Stand.open(
        o ->
            new HttpOptions(
                o.url(),
                o.headers(),
                o.roots(),
                o.insecure(),
                Duration.ofSeconds(10),
                maxBodyBytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/event-stream",
        "text/event-stream; charset=utf-8",
        "TEXT/Event-Stream",
        "text/event-stream;charset=UTF-8"
      })
  void eventsAreKnownByTheContentType(String type) throws Exception {
    stand.backend().on("/", ScriptedReply.sse("1", "2").withHeader("Content-Type", type));
    EventList events = new EventList();

    stand.measure(REQUEST.streaming(() -> events));

    assertThat(events.events()).containsExactly("1", "2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-ndjson", "application/jsonl; charset=utf-8"})
  void linesAreKnownByTheContentType(String type) throws Exception {
    stand.backend().on("/", ScriptedReply.text("{}\n[]").withHeader("Content-Type", type));
    EventList events = new EventList();

    stand.measure(REQUEST.streaming(() -> events));

    assertThat(events.events()).containsExactly("{}", "[]");
  }
}
