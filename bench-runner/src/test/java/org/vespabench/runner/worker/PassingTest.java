package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.auth.AuthQuery;
import org.vespabench.runner.proxy.ProxyOptions;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedReply;

/** What of a request reaches the backend, and what of its reply the client. */
final class PassingTest {
  private static final ScriptedReply FINE = ScriptedReply.json("{\"fine\": 1e2}");

  /** A number, an escape and a gap that a parser would write otherwise. */
  private static final String PAYLOAD =
      "{ \"n\": 1e2, \"text\": \"\\u00e9\",\"big\":12345678901234567890}";

  @Test
  void ofAnEnvelopeTheBackendGetsThePayloadByteForByte() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      stand.backend.on("/v1/completions", FINE);

      HttpResponse<String> reply =
          stand
              .client()
              .post("/v1/completions?x=1", Stand.envelope(stand.signed("500.0", 1), PAYLOAD));

      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("{\"fine\": 1e2}");
      ReceivedRequest got = stand.backend.awaitRequest("/v1/completions");
      assertThat(got.body()).isEqualTo(PAYLOAD);
      assertThat(got.query()).isEqualTo("x=1");
      assertThat(got.header("Content-Type")).contains("application/json");
      assertThat(got.header("Content-Length")).contains(String.valueOf(PAYLOAD.length()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "HEAD"})
  void whatIsSignedInAQueryIsTakenOutOfIt(String method) throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      stand.backend.on("/v1/models", FINE);
      String signed = AuthQuery.write(stand.signed("1", 1));

      HttpResponse<String> reply =
          stand.client().send(method, "/v1/models?a=%20b&" + signed + "&a=c", "");

      assertThat(reply.statusCode()).isEqualTo(200);
      ReceivedRequest got = stand.backend.awaitRequest("/v1/models");
      assertThat(got.method()).isEqualTo(method);
      assertThat(got.target()).isEqualTo("/v1/models?a=%20b&a=c");
    }
  }

  @Test
  void aFileThatIsSignedInTheQueryPassesAsItIs() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      stand.backend.on("/v1/audio", FINE);

      HttpResponse<String> reply =
          stand
              .client()
              .send(
                  "POST",
                  "/v1/audio?" + AuthQuery.write(stand.signed("1", 1)),
                  "not JSON",
                  "Content-Type",
                  "audio/wav");

      assertThat(reply.statusCode()).isEqualTo(200);
      ReceivedRequest got = stand.backend.awaitRequest("/v1/audio");
      assertThat(got.body()).isEqualTo("not JSON");
      assertThat(got.header("Content-Type")).contains("audio/wav");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH"})
  void unsecuredABodyWithoutAuthDataPassesWhole(String method) throws Exception {
    try (Stand stand = Stand.unsecured().ready()) {
      stand.backend.on("/any", FINE);

      HttpResponse<String> reply = stand.client().send(method, "/any", PAYLOAD, "X-Mine", "yes");

      assertThat(reply.statusCode()).isEqualTo(200);
      ReceivedRequest got = stand.backend.awaitRequest("/any");
      assertThat(got.method()).isEqualTo(method);
      assertThat(got.body()).isEqualTo(PAYLOAD);
      assertThat(got.header("X-Mine")).contains("yes");
    }
  }

  @Test
  void unsecuredWhatIsNoJsonIsTheBackendsToRefuse() throws Exception {
    try (Stand stand = Stand.unsecured().ready()) {
      stand.backend.on("/any", ScriptedReply.status(400, "no"));

      assertThat(stand.client().post("/any", "{half").statusCode()).isEqualTo(400);
      assertThat(stand.backend.awaitRequest("/any").body()).isEqualTo("{half");
    }
  }

  @Test
  void unsecuredAnEnvelopeIsOpenedAndItsSignatureNotLookedAt() throws Exception {
    try (Stand stand = Stand.unsecured().ready()) {
      stand.backend.on("/any", FINE);
      String envelope = Stand.envelope(stand.signed("1", 1).withSignature("none"), PAYLOAD);

      assertThat(stand.client().post("/any", envelope).statusCode()).isEqualTo(200);
      assertThat(stand.backend.awaitRequest("/any").body()).isEqualTo(PAYLOAD);
    }
  }

  @Test
  void theBackendsKeyTakesThePlaceOfTheClients() throws Exception {
    try (Stand stand = Stand.unsecured()) {
      stand.headers = Map.of("Authorization", "Bearer of-the-backend");
      stand.ready().backend.on("/any", FINE);

      var unused =
          stand.client().send("POST", "/any", "{}", "Authorization", "Bearer of-the-client");

      assertThat(stand.backend.awaitRequest("/any").headers())
          .filteredOn(header -> header.getKey().equalsIgnoreCase("authorization"))
          .extracting(Map.Entry::getValue)
          .containsExactly("Bearer of-the-backend");
    }
  }

  @Test
  void aClientCannotTakeOutWhatTheWorkerAdds() throws Exception {
    try (Stand stand = Stand.secured()) {
      stand.headers = Map.of("Authorization", "Bearer of-the-backend", "X-Policy", "strict");
      stand.ready().backend.on("/any", FINE);
      String envelope = Stand.envelope(stand.signed("1", 1), PAYLOAD);

      try (RawConnection client = stand.connect()) {
        client.send(
            "POST /any HTTP/1.1\r\nHost: x\r\nX-Mine: 1\r\nContent-Type: text/plain\r\n"
                + "Connection: keep-alive, Authorization, X-Policy, Content-Type, X-Mine\r\n"
                + "Content-Length: %d\r\n\r\n%s".formatted(envelope.length(), envelope));
        assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      }

      ReceivedRequest got = stand.backend.awaitRequest("/any");
      assertThat(got.header("Authorization")).contains("Bearer of-the-backend");
      assertThat(got.header("X-Policy")).contains("strict");
      assertThat(got.header("Content-Type")).contains("application/json");
      assertThat(got.header("X-Mine")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"404", "429", "500"})
  void whateverTheBackendAnswersIsPassedOn(int status) throws Exception {
    try (Stand stand = Stand.unsecured().ready()) {
      stand.backend.on(
          "/any", ScriptedReply.status(status, "{\"its\": \"own\"}").withHeader("X-Own", "1"));

      HttpResponse<String> reply = stand.client().post("/any", "{}");

      assertThat(reply.statusCode()).isEqualTo(status);
      assertThat(reply.body()).isEqualTo("{\"its\": \"own\"}");
      assertThat(reply.headers().firstValue("X-Own")).contains("1");
    }
  }

  @Test
  void eventsArriveAsTheyAreSent() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (Stand stand = Stand.unsecured().ready();
        RawConnection client = stand.connect()) {
      stand.backend.on("/stream", ScriptedReply.sse("one", "two").withPermits(permits));
      client.send("POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");

      permits.release();
      assertThat(client.readUntil("data: one")).contains("text/event-stream");
      permits.release(10); // only now: the first was not held back until there was more
      assertThat(client.readUntil("0\r\n\r\n")).contains("data: two");
    }
  }

  @Test
  void aClientThatLeavesCutsTheBackendsRequest() throws Exception {
    try (Stand stand = Stand.unsecured().ready()) {
      stand.backend.on("/slow", ScriptedReply.hang());
      int before = stand.backend.openConnections();
      try (RawConnection client = stand.connect()) {
        client.send("POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        var unused = stand.backend.awaitRequest("/slow");
        assertThat(stand.worker().inHand()).isEqualTo(1);
        client.reset();
      }

      Stand.soon().until(() -> stand.worker().inHand() == 0);
      Stand.soon().until(() -> stand.backend.openConnections() <= before);
    }
  }

  @Test
  void aBackendThatIsGoneIsA502ThatSaysSo() throws Exception {
    try (Stand stand = Stand.unsecured().ready()) {
      stand.backend.close();

      HttpResponse<String> reply = stand.client().post("/any", "{}");

      assertThat(reply.statusCode()).isEqualTo(502);
      assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(reply.body()).startsWith("{\"error\":");
    }
  }

  @Test
  void aBackendThatHangsIsA504() throws Exception {
    try (Stand stand = Stand.unsecured()) {
      stand.proxied =
          ProxyOptions.to(stand.backend.url())
              .withTimeouts(Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ZERO);
      stand.ready().backend.on("/slow", ScriptedReply.hang());

      HttpResponse<String> reply = stand.client().post("/slow", "{}");

      assertThat(reply.statusCode()).isEqualTo(504);
      assertThat(reply.body()).startsWith("{\"error\":");
      assertThat(stand.worker().inHand()).isZero();
    }
  }

  @Test
  void pingIsAnsweredByTheWorkerAndNeedsNothing() throws Exception {
    try (Stand stand = Stand.secured()) {
      stand.backend.on("/health", ScriptedReply.status(503, ""));
      stand.start();

      HttpResponse<String> reply = stand.client().get("/ping");

      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("pong");
    }
  }

  @Test
  void aLargeEnvelopePassesToo() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      stand.backend.on("/any", FINE);
      String payload = "{\"image\": \"" + "A".repeat(500_000) + "\"}";

      HttpResponse<String> reply =
          stand.client().post("/any", Stand.envelope(stand.signed("1", 1), payload));

      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(stand.backend.awaitRequest("/any").body().getBytes(UTF_8))
          .isEqualTo(payload.getBytes(UTF_8));
    }
  }
}
