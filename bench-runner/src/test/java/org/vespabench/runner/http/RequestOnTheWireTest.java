package org.vespabench.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What the backend sees of a request. */
class RequestOnTheWireTest {
  @ParameterizedTest
  @CsvSource({
    "'',       /v1/x,     /v1/x",
    "/,        /v1/x,     /v1/x",
    "/base,    /v1/x,     /base/v1/x",
    "/base/,   /v1/x,     /base/v1/x",
    "/a%20b,   /x,        /a%20b/x",
    "?key=k,   /x,        /x?key=k",
    "?key=k,   /x?a=b,    /x?a=b&key=k",
    "/base?k=v, /x?a=b%26, /base/x?a=b%26&k=v",
    "'',       /x?a=b,    /x?a=b"
  })
  void theUrlsPathGoesBeforeAndItsQueryBehind(String ofUrl, String path, String onTheWire)
      throws Exception {
    try (Stand stand = Stand.open(options -> HttpOptions.to(URI.create(options.url() + ofUrl)))) {
      stand.measure(TestRequest.get(path));

      assertThat(stand.backend().requests())
          .extracting(ReceivedRequest::target)
          .containsExactly(onTheWire);
    }
  }

  @Test
  void aPostHasItsJsonAndTheLengthOfItsBytes() throws Exception {
    try (Stand stand = Stand.open()) {
      stand.measure(TestRequest.post("/x", "{\"bee\": \"🐝\"}"));

      ReceivedRequest received = stand.backend().requests().get(0);
      assertThat(received.method()).isEqualTo("POST");
      assertThat(received.body()).isEqualTo("{\"bee\": \"🐝\"}");
      assertThat(received.header("Content-Type")).hasValue("application/json");
      assertThat(received.header("Content-Length")).hasValue("15");
      assertThat(received.header("Host")).hasValue(stand.backend().url().getRawAuthority());
    }
  }

  @Test
  void aLargeBodyArrivesWhole() throws Exception {
    try (Stand stand = Stand.open()) {
      String large = "\"" + "x".repeat(3_000_000) + "\"";
      stand.backend().on("/x", ScriptedReply.json("{}"));

      assertThat(stand.measure(TestRequest.post("/x", large)).failure()).isNull();
      assertThat(stand.backend().requests().get(0).body()).isEqualTo(large);
    }
  }

  @Test
  void aGetHasNoBody() throws Exception {
    try (Stand stand = Stand.open()) {
      stand.measure(TestRequest.get("/x"));

      ReceivedRequest received = stand.backend().requests().get(0);
      assertThat(received.method()).isEqualTo("GET");
      assertThat(received.body()).isEmpty();
      assertThat(received.header("Content-Type")).isEmpty();
    }
  }

  @Test
  void headersOfTheRequestWinOverThoseForAll() throws Exception {
    Map<String, String> forAll = Map.of("Authorization", "Bearer all", "X-Team", "bees");
    try (Stand stand = Stand.open(options -> options.withHeaders(forAll))) {
      stand.measure(
          TestRequest.post("/x", "{}")
              .header("authorization", "Bearer one")
              .header("Content-Type", "application/cloudevents+json"));

      ReceivedRequest received = stand.backend().requests().get(0);
      assertThat(received.header("X-Team")).hasValue("bees");
      assertThat(received.headers())
          .filteredOn(header -> header.getKey().equalsIgnoreCase("Authorization"))
          .extracting(Map.Entry::getValue)
          .containsExactly("Bearer one");
      assertThat(received.headers())
          .filteredOn(header -> header.getKey().equalsIgnoreCase("Content-Type"))
          .extracting(Map.Entry::getValue)
          .containsExactly("application/cloudevents+json");
    }
  }

  @Test
  void aProxyResolvesTheName() throws Exception {
    try (ScriptedBackend proxy = ScriptedBackend.start()) {
      proxy.on("/base/x", ScriptedReply.json("{}"));
      URI backend = URI.create("http://backend.invalid:8000/base");
      Proxy through = Proxy.of(Map.of("http_proxy", proxy.url().toString()), backend);
      try (HttpEngine engine = HttpEngine.open(HttpOptions.to(backend), through)) {
        Exchange exchange =
            Stand.ended(
                engine.perform(
                    TestRequest.get("/x"), Ticker.SYSTEM.nanos(), Duration.ofSeconds(15)));

        assertThat(exchange.failure()).isNull();
      }
      ReceivedRequest received = proxy.requests().get(0);
      assertThat(received.target()).isEqualTo("http://backend.invalid:8000/base/x");
      assertThat(received.header("Host")).hasValue("backend.invalid:8000");
    }
  }
}
