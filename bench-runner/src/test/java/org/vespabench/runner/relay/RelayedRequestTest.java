package org.vespabench.runner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedReply;

/** What a worker gets of a client's request. */
@Timeout(60)
final class RelayedRequestTest {
  private RelayStand stand;

  @BeforeEach
  void open() throws Exception {
    stand = RelayStand.open();
    stand.worker.otherwise(ScriptedReply.json("{\"done\": 3}"));
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": \"\\u00e9\u00e9\\/ \ud83d\ude00\", \"n\": 1E400, \"m\": 12345678901234567890.10}",
        " [1.50 ,\t-0.0]\r\n",
        "\"text\"",
        "{\"payload\": {}, \"auth_data\": {}, \"a\": 1, \"a\": 2}"
      })
  void theBodyIsThePayloadByteForByteBesideWhatWasSigned(String body) throws Exception {
    RelayStand.Answer answer = stand.send(body);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"done\": 3}");
    assertThat(stand.worker.requests("/v1/x").get(0).body())
        .isEqualTo("{\"auth_data\":%s,\"payload\":%s}".formatted(stand.authData(), body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH"})
  void withoutABodyThePayloadIsEmpty(String method) throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send(method + " /v1/y?a=b HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(RelayStand.answer(client).status()).isEqualTo(200);
    }
    ReceivedRequest served = stand.worker.requests("/v1/y").get(0);
    assertThat(served.method()).isEqualTo(method);
    assertThat(served.query()).isEqualTo("a=b");
    assertThat(served.body())
        .isEqualTo("{\"auth_data\":%s,\"payload\":{}}".formatted(stand.authData()));
    assertThat(served.header("Content-Type")).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "HEAD"})
  void withoutAnEnvelopeTheTicketIsInTheQuery(String method) throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send(method + " /v1/models?b=%20&a HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
    }
    ReceivedRequest served = stand.worker.requests("/v1/models").get(0);
    assertThat(served.method()).isEqualTo(method);
    assertThat(served.query())
        .isEqualTo(
            ("b=%%20&a&serverless_cost=5242.880&serverless_endpoint=mine&serverless_reqnum=12e0"
                    + "&serverless_request_idx=7.00&serverless_signature=c2ln%%2B%%2F%%3D"
                    + "&serverless_url=http%%3A%%2F%%2F127.0.0.1%%3A%d")
                .formatted(stand.worker.url().getPort()));
    assertThat(served.body()).isEmpty();
  }

  @Test
  void keysCostsAndWhatIsOfTheConnectionStayHere() throws Exception {
    stand.send(
        "{}",
        "authorization: Bearer sk-dummy\r\n",
        "X-Serverless-Cost: 5\r\n",
        "Content-Type: application/json; charset=utf-8\r\n",
        "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n",
        "User-Agent: openai\r\nX-Request-Id: r-1\r\n");

    ReceivedRequest served = stand.worker.requests("/v1/x").get(0);
    assertThat(served.headers())
        .extracting(header -> header.getKey() + ": " + header.getValue())
        .containsExactly(
            "Host: 127.0.0.1:" + stand.worker.url().getPort(),
            "Content-Type: application/json",
            "User-Agent: openai",
            "X-Request-Id: r-1",
            "Content-Length: " + served.body().length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "http://[::1]", "app://notes"})
  void pagesOfThisMachineAndProgramsAreServed(String origin) throws Exception {
    assertThat(stand.send("{}", "Origin: " + origin + "\r\n").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"same-origin", "none"})
  void whatABrowserAsksForByItselfIsServed(String site) throws Exception {
    assertThat(stand.send("{}", "Sec-Fetch-Site: " + site + "\r\n").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LOCALHOST", "localhost:8010", "127.0.0.1:1", "127.1.20.255", "[::1]", "[::1]:80"})
  void eachNameOfThisMachineIsServed(String host) throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send("GET /v1/models HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host));

      assertThat(RelayStand.answer(client).status()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    try (RawConnection client = stand.connect()) {
      for (int i = 0; i < 3; i++) {
        RelayStand.post(client, "{}");
        assertThat(RelayStand.answer(client).status()).isEqualTo(200);
        stand.nextEnd(); // by then it is free again
      }
    }
    assertThat(stand.worker.connections()).isOne();
  }
}
