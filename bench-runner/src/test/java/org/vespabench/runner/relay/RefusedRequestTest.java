package org.vespabench.runner.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.server.RawConnection;
import org.vespabench.testkit.ScriptedReply;

/** What is answered here, before anybody is asked. */
@Timeout(60)
final class RefusedRequestTest {
  private RelayStand stand;

  @BeforeEach
  void open() throws Exception {
    stand = RelayStand.open();
    stand.worker.otherwise(ScriptedReply.json("{}"));
  }

  @AfterEach
  void close() {
    assertThat(stand.questions()).isEmpty();
    stand.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":",
        "{} {}",
        "{}, \"auth_data\": {}",
        "{'a': 1}",
        "NaN",
        "--boundary",
        " ",
        "\"\n\"",
        "\ufeff{}",
        "[1,]",
        "\"\\x\""
      })
  void whatIsNotJson(String body) throws Exception {
    RelayStand.Answer answer = stand.send(body, "Content-Type: text/odd\r\n");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid_json");
    assertThat(answer.error().get("type").getAsString()).isEqualTo("invalid_request_error");
    assertThat(answer.message())
        .startsWith("the body is not JSON: it ")
        .endsWith(" (Content-Type: text/odd). Only JSON passes to a worker.");
    assertThat(stand.nextEnd().status()).isEqualTo(400);
  }

  @Test
  void whatIsNotInUtf8() throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send(
          "PUT /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n\"\u00e9\""
              .getBytes(ISO_8859_1));
      assertThat(RelayStand.answer(client).message()).contains("it is not in UTF-8");
    }
  }

  @Test
  void whatSaysThatItIsTooLarge() throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send(
          "POST /v1/x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");

      RelayStand.Answer answer = RelayStand.answer(client);
      assertTooLarge(answer);
      assertThat(answer.head()).contains("\r\nConnection: close\r\n");
    }
  }

  @Test
  void whatTurnsOutToBeTooLarge() throws Exception {
    try (RawConnection client = stand.connect()) {
      String chunk = "1f4\r\n" + " ".repeat(500) + "\r\n";
      client.send("POST /v1/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(chunk + chunk + "1\r\n \r\n");

      assertTooLarge(RelayStand.answer(client));
    }
  }

  private static void assertTooLarge(RelayStand.Answer answer) {
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo("body_too_large");
    assertThat(answer.message())
        .isEqualTo("the request's body is larger than 1000 bytes, which --max-body says");
  }

  @Test
  void whatNamesNoPath() throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");

      RelayStand.Answer answer = RelayStand.answer(client);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("no_path");
      assertThat(answer.message())
          .isEqualTo(
              "OPTIONS * names no path that a worker could be asked for. Name one, for example /v1/models.");
    }
  }

  @Test
  void whatIsNoPlainHttp() throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send(
          "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      RelayStand.Answer answer = RelayStand.answer(client);

      assertThat(answer.status()).isEqualTo(501);
      assertThat(answer.message()).contains("WebSocket");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1.evil.example", ":"})
  void whatAWebsiteSends(String origin) throws Exception {
    RelayStand.Answer answer = stand.send("{}", "Origin: " + origin + "\r\n");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("foreign_origin");
    assertThat(answer.message()).contains("'" + origin + "'");
  }

  /** Images, forms and links say no Origin. */
  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "Cross-Site"})
  void whatABrowserSaysThatAWebsiteSends(String site) throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send(
          "GET /v1/x?prompt=a HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: %s\r\n\r\n"
              .formatted(site));

      RelayStand.Answer answer = RelayStand.answer(client);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("foreign_origin");
      assertThat(answer.message()).contains("'" + site + "' (Sec-Fetch-Site)");
    }
  }

  /**
   * A name that its owner lets stand for this machine: to a browser, its pages are at home here.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8010",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example:8010@localhost",
        "127.0.0",
        "1127.0.0.1",
        "0.0.0.0",
        "10.0.0.1:8010",
        "[::2]:8010",
        ""
      })
  void whatIsForAnotherMachine(String host) throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send("GET /v1/x HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host));

      RelayStand.Answer answer = RelayStand.answer(client);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("foreign_origin");
      assertThat(answer.message()).contains("'" + host + "' (Host)", "http://127.0.0.1");
    }
  }

  @Test
  void aClientThatLeavesInItsBody() throws Exception {
    try (RawConnection client = stand.connect()) {
      client.send("POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
    }
    assertThat(stand.nextEnd().status()).isZero();
  }
}
