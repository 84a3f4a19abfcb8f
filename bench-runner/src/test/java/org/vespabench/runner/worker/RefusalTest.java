package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.auth.AuthQuery;
import org.vespabench.runner.auth.SignedText;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ScriptedReply;

/** What a worker does not pass on, and what it answers: always JSON that says why. */
final class RefusalTest {
  @Test
  void whileTheBackendLoadsClientsAreToldToComeAgain() throws Exception {
    try (Stand stand = Stand.unsecured()) {
      stand.backend.on("/health", ScriptedReply.status(503, ""));
      stand.start();

      HttpResponse<String> reply = stand.client().post("/any", "{}");

      assertThat(reply.statusCode()).isEqualTo(503);
      assertThat(reply.headers().firstValue("Retry-After")).contains("5");
      assertThat(error(reply)).contains("loading");
      assertThat(stand.backend.requests("/any")).isEmpty();
    }
  }

  @Test
  void anUnsignedRequestGetsNoFurther() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      String other =
          Stand.envelope(
              Signer.generate().sign(stand.signed("1", 1), SignedText.FIVE_FIELDS), "{}");

      HttpResponse<String> reply = stand.client().post("/any", other);

      assertThat(reply.statusCode()).isEqualTo(401);
      assertThat(error(reply)).isEqualTo("invalid signature");
      assertThat(stand.backend.requests("/any")).isEmpty();
    }
  }

  @Test
  void aSignatureCoversTheNumberAsItWasWritten() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      String changed =
          Stand.envelope(stand.signed("100", 1), "{}").replace("\"cost\":100", "\"cost\":1e2");
      assertThat(changed).contains("1e2");

      assertThat(stand.client().post("/any", changed).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void theNewerFormCoversTheUrlAlone() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      stand.backend.on("/any", Stand.OK);
      String signed = Stand.envelope(Stand.SIGNER.sign(stand.signed("1", 1), SignedText.URL), "{}");

      assertThat(stand.client().post("/any", signed).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{half | {\"error\":\"invalid JSON\"}",
        "{} | {\"auth_data\":\"field missing\",\"payload\":\"field missing\"}",
        "{\"auth_data\": {}, \"payload\": 1} | {\"auth_data\":{\"cost\":\"missing parameter\",\"endpoint\":\"missing parameter\",\"reqnum\":\"missing parameter\",\"request_idx\":\"missing parameter\",\"signature\":\"missing parameter\",\"url\":\"missing parameter\"}}"
      })
  void whatIsNoEnvelopeIsA422ThatNamesWhatIsMissing(String body, String answer) throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      HttpResponse<String> reply = stand.client().post("/any", body);

      assertThat(reply.statusCode()).isEqualTo(422);
      assertThat(reply.body()).isEqualTo(answer);
    }
  }

  @Test
  void aNumberThatNobodyCouldMeanIsA422() throws Exception {
    try (Stand stand = Stand.unsecured().ready()) {
      String body =
          Stand.envelope(stand.signed("1", 1), "{}")
              .replace("\"reqnum\":1,", "\"reqnum\":1" + "0".repeat(50) + ",");

      assertThat(stand.client().post("/any", body).statusCode()).isEqualTo(422);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void withoutABodyTheParametersMustBeThere(String method) throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      HttpResponse<String> reply = stand.client().send(method, "/v1/models", "");

      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(error(reply)).contains("serverless_");
    }
  }

  @Test
  void aBadNumberInAQueryIsA400() throws Exception {
    try (Stand stand = Stand.secured().ready()) {
      String query = AuthQuery.write(stand.signed("1", 1)).replace("_cost=1&", "_cost=NaN&");
      assertThat(query).contains("NaN");

      HttpResponse<String> reply = stand.client().get("/v1/models?" + query);

      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(reply.body()).contains("\"cost\"");
    }
  }

  @Test
  void aBlockedPathIsRefusedBeforeAnythingElse() throws Exception {
    try (Stand stand = Stand.secured()) {
      stand.rules =
          new Rules(true, BlockedPaths.parse("/admin*"), 1 << 20, Duration.ofSeconds(10), 0, 0);
      stand.backend.on("/health", ScriptedReply.status(503, "")); // not ready, and unsigned
      stand.start();

      HttpResponse<String> reply = stand.client().post("/%61dmin/x?y", "{}");

      assertThat(reply.statusCode()).isEqualTo(403);
      assertThat(error(reply)).contains("blocked");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void abodyThatIsTooLargeIsA413(boolean secured) throws Exception {
    try (Stand stand = secured ? Stand.secured() : Stand.unsecured()) {
      stand.rules = new Rules(secured, BlockedPaths.NONE, 1000, Duration.ofSeconds(10), 0, 0);
      stand.ready();

      HttpResponse<String> reply =
          stand.client().post("/any", "{\"a\": \"" + "x".repeat(1000) + "\"}");

      assertThat(reply.statusCode()).isEqualTo(413);
      assertThat(error(reply)).contains("1000 bytes").contains("--max-body");
      assertThat(stand.backend.requests("/any")).isEmpty();
    }
  }

  @Test
  void workInHandThatTakesTooLongIsA429() throws Exception {
    try (Stand stand = Stand.secured().ready()) { // 100 units/s, and a wait of 10 s
      stand.backend.on("/slow", ScriptedReply.hang()).on("/any", Stand.OK);
      var first = stand.client().later("/slow", Stand.envelope(stand.signed("1000", 1), "{}"));
      var unused = stand.backend.awaitRequest("/slow");

      HttpResponse<String> fits =
          stand.client().post("/any", Stand.envelope(stand.signed("99999", 2), "{}"));
      var second = stand.client().later("/slow", Stand.envelope(stand.signed("1", 3), "{}"));
      Stand.soon().until(() -> stand.backend.requests("/slow").size() == 2);
      HttpResponse<String> tooMuch =
          stand.client().post("/any", Stand.envelope(stand.signed("1", 4), "{}"));

      assertThat(fits.statusCode())
          .as("10 s are the limit, its own cost is no part")
          .isEqualTo(200);
      assertThat(tooMuch.statusCode()).isEqualTo(429);
      assertThat(tooMuch.headers().firstValue("Retry-After")).contains("1");
      assertThat(error(tooMuch)).contains("MAX_WAIT_TIME");
      assertThat(stand.awaitStatus(one -> one.get("rej_load").getAsDouble() == 1)).isNotNull();
      assertThat(first.isDone() || second.isDone()).isFalse();
    }
  }

  @Test
  void withoutALimitNothingWaitsTooLong() throws Exception {
    try (Stand stand = Stand.unsecured()) {
      stand.rules = new Rules(false, BlockedPaths.NONE, 1 << 20, Duration.ZERO, 0, 1e9);
      stand.ready().backend.on("/slow", ScriptedReply.hang()).on("/any", Stand.OK);
      var first = stand.client().later("/slow", "{}");
      var unused = stand.backend.awaitRequest("/slow");

      assertThat(stand.client().post("/any", "{}").statusCode()).isEqualTo(200);
      assertThat(first.isDone()).isFalse();
    }
  }

  @Test
  void whatIsNotProxiedIsNeverTakenInHand() throws Exception {
    try (Stand stand = Stand.unsecured().ready();
        RawConnection client = stand.connect()) {
      client.send(
          "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

      assertThat(client.readHead()).startsWith("HTTP/1.1 501").contains("application/json");
      assertThat(stand.backend.requests("/ws")).isEmpty();
    }
  }

  @Test
  void aRequestWithoutAPriceCostsTheDefault() throws Exception {
    try (Stand stand = Stand.unsecured()) {
      stand.rules = new Rules(false, BlockedPaths.NONE, 1 << 20, Duration.ofSeconds(10), 0, 1001);
      stand.ready().backend.on("/slow", ScriptedReply.hang());
      var first = stand.client().later("/slow", "{}");
      var unused = stand.backend.awaitRequest("/slow");

      assertThat(stand.client().post("/any", "{}").statusCode()).isEqualTo(429);
      assertThat(first.isDone()).isFalse();
    }
  }

  private static String error(HttpResponse<String> reply) {
    assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
    return JsonParser.parseString(reply.body()).getAsJsonObject().get("error").getAsString();
  }
}
