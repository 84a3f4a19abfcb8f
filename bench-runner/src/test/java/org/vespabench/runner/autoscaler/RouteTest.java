package org.vespabench.runner.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.runner.autoscaler.AutoscalerClient.KEY;
import static org.vespabench.runner.autoscaler.AutoscalerClient.failing;
import static org.vespabench.runner.autoscaler.AutoscalerClient.status;
import static org.vespabench.runner.autoscaler.AutoscalerClient.worker;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.SignedText;
import org.vespabench.runner.auth.Verifier;

class RouteTest {
  private final FakeTicker time = new FakeTicker();
  private LocalAutoscaler autoscaler;
  private AutoscalerClient client;

  @BeforeEach
  void start() throws IOException {
    start(AutoscalerClient.options().withTicker(time));
  }

  private void start(AutoscalerOptions options) throws IOException {
    close();
    autoscaler = LocalAutoscaler.start(options);
    client = new AutoscalerClient(autoscaler);
  }

  @AfterEach
  void close() {
    if (autoscaler != null) {
      autoscaler.close();
    }
  }

  @Test
  void aReadyWorkerIsNamedWithAllThatItChecks() throws Exception {
    client.report(status(1, 10));

    JsonObject route = client.route("5242.88", 0);

    assertThat(route.keySet())
        .containsExactlyInAnyOrder(
            "endpoint", "url", "cost", "reqnum", "request_idx", "signature", "__request_id");
    assertThat(route.get("endpoint").getAsString()).isEqualTo("local");
    assertThat(route.get("url").getAsString()).isEqualTo(worker(1));
    assertThat(route.get("reqnum").getAsLong()).isPositive();
    assertThat(route.get("request_idx").getAsLong()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"500", "500.0", "1e-07", "0", "5242.880"})
  void theCostStaysAsItWasWritten(String cost) throws Exception {
    client.report(status(1, 10));

    JsonObject route = client.route(cost, 0);

    assertThat(route.get("cost").getAsString()).isEqualTo(cost);
    assertThat(verifier().verify(AuthData.of(route))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSignedIsAChoice(SignedText form) throws Exception {
    start(AutoscalerClient.options().withSignature(form));
    client.report(status(1, 10));

    AuthData route = AuthData.of(client.route("500", 0));

    AuthData dearer =
        new AuthData(
            "501",
            route.endpoint(),
            route.reqnumToken(),
            route.requestIdxToken(),
            route.signature(),
            route.url());
    assertThat(verifier().verify(route)).isTrue();
    assertThat(verifier().verify(dearer)).isEqualTo(form == SignedText.URL);
  }

  @Test
  void theWorkerThatIsSoonestDoneIsChosen() throws Exception {
    client.report(status(1, 10));
    client.report(status(2, 30));

    assertThat(client.routedTo("60")).isEqualTo(worker(1)); // then it is busy for 6 s
    assertThat(client.routedTo("90")).isEqualTo(worker(2)); // 3 s
    assertThat(client.routedTo("60")).isEqualTo(worker(2)); // 5 s
    assertThat(client.routedTo("60")).isEqualTo(worker(2)); // 7 s
    assertThat(client.routedTo("60")).isEqualTo(worker(1));
    assertThat(autoscaler.worker(1).orElseThrow().outstandingCost()).isEqualTo(120);
    assertThat(autoscaler.worker(2).orElseThrow().outstandingCost()).isEqualTo(210);
  }

  @Test
  void idleWorkersTakeTurns() throws Exception {
    for (long id = 1; id <= 3; id++) {
      client.report(status(id, 10));
    }
    Set<String> chosen = new HashSet<>();

    for (int i = 0; i < 3; i++) {
      JsonObject route = client.route("1", 0);
      String url = route.get("url").getAsString();
      chosen.add(url);
      client.delete(
          Long.parseLong(url.substring(url.length() - 1)),
          true,
          route.get("request_idx").getAsLong());
    }

    assertThat(chosen).hasSize(3);
  }

  @Test
  void nobodyReadyIsSaidWithAStatusAndNoUrl() throws Exception {
    JsonObject none = client.route("1", 0);
    client.report(status(1, 0));
    client.report(status(2, 0));
    client.report(failing(3, "out of memory"));
    JsonObject loading = client.route("1", 0);
    time.advance(Duration.ofSeconds(31));
    client.report(status(2, 0));
    JsonObject lost = client.route("1", 0);

    assertThat(none.keySet())
        .containsExactlyInAnyOrder("endpoint", "status", "request_idx", "__request_id");
    assertThat(none.get("status").getAsString()).isEqualTo("no workers");
    assertThat(loading.get("status").getAsString()).isEqualTo("loading: 2, error: 1");
    assertThat(lost.get("status").getAsString()).isEqualTo("loading: 1, lost: 2");
    assertThat(autoscaler.books().waited()).isEqualTo(3);
    assertThat(autoscaler.books().routed()).isZero();
  }

  @Test
  void aWorkerThatDoesNotReportIsOutUntilItDoes() throws Exception {
    client.report(status(1, 10));
    time.advance(Duration.ofSeconds(30));
    assertThat(client.routedTo("1")).isEqualTo(worker(1));

    time.advance(Duration.ofNanos(1));
    assertThat(client.route("1", 0).has("url")).isFalse();

    client.report(status(1, 10));
    assertThat(client.routedTo("1")).isEqualTo(worker(1));
  }

  @Test
  void aPollKeepsItsNumberUntilItIsRouted() throws Exception {
    long requestIdx = client.route("1", 0).get("request_idx").getAsLong();
    JsonObject polled = client.route("1", requestIdx);
    client.report(status(1, 10));
    JsonObject routed = client.route("1", requestIdx);

    assertThat(polled.get("request_idx").getAsLong()).isEqualTo(requestIdx);
    assertThat(routed.get("request_idx").getAsLong()).isEqualTo(requestIdx);
    assertThat(routed.has("url")).isTrue();
  }

  @Test
  void aRetryGoesToAnotherWorkerAndCountsOnce() throws Exception {
    client.report(status(1, 10));
    client.report(status(2, 10));
    JsonObject first = client.route("50", 0);
    assertThat(first.get("url").getAsString()).isEqualTo(worker(1));

    JsonObject second = client.route("50", first.get("request_idx").getAsLong());

    assertThat(second.get("request_idx")).isEqualTo(first.get("request_idx"));
    assertThat(second.get("reqnum")).isNotEqualTo(first.get("reqnum"));
    assertThat(second.get("url").getAsString()).isEqualTo(worker(2));
    assertThat(autoscaler.worker(1).orElseThrow().outstandingCost()).isZero();
    assertThat(autoscaler.worker(2).orElseThrow().outstandingCost()).isEqualTo(50);
  }

  @Test
  void aRetryStaysWhereThereIsNobodyElse() throws Exception {
    client.report(status(1, 10));
    long requestIdx = client.route("50", 0).get("request_idx").getAsLong();

    JsonObject second = client.route("50", requestIdx);

    assertThat(second.get("url").getAsString()).isEqualTo(worker(1));
    assertThat(autoscaler.worker(1).orElseThrow().outstandingCost()).isEqualTo(50);
    assertThat(autoscaler.worker(1).orElseThrow().openRoutes()).isEqualTo(1);
  }

  @Test
  void aNumberThatIsNotKnownGetsANewOne() throws Exception {
    client.report(status(1, 10));

    assertThat(client.route("1", 999).get("request_idx").getAsLong()).isEqualTo(1);
    assertThat(client.route("1", -1).get("request_idx").getAsLong()).isEqualTo(2);
  }

  @Test
  void aNumberOfAnotherEndpointIsNotKnown() throws Exception {
    start(
        AutoscalerClient.options()
            .withEndpoints(
                new AutoscalerOptions.Endpoint(1, "local", KEY),
                new AutoscalerOptions.Endpoint(2, "other", "k2")));
    client.report(status(1, 10));
    long requestIdx = client.route("1", 0).get("request_idx").getAsLong();

    JsonObject other =
        client
            .post(
                "/route/",
                "{\"endpoint\":\"other\",\"api_key\":\"k2\",\"cost\":1,\"request_idx\":"
                    + requestIdx
                    + "}")
            .object();

    assertThat(other.get("request_idx").getAsLong()).isNotEqualTo(requestIdx);
    assertThat(other.get("endpoint").getAsString()).isEqualTo("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"api_key\":\"wrong\"", ",\"api_key\":\"k-of-all\""})
  void aWrongKeyIsRefused(String key) throws Exception {
    AutoscalerClient.Answer answer =
        client.post("/route/", "{\"endpoint\":\"local\",\"cost\":1" + key + "}");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.error()).isEqualTo("the api_key of endpoint 'local' is missing or wrong");
  }

  @Test
  void theKeyMayBeInTheHeaderAlone() throws Exception {
    assertThat(client.post("/route/", "{\"endpoint\":\"local\",\"cost\":1}", KEY).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"api_key\":\"secret\",\"cost\":1} | endpoint is missing",
        "{\"endpoint\":7,\"cost\":1} | endpoint is 7, not a string",
        "{\"endpoint\":\"x\",\"cost\":1} | no endpoint has the name 'x'. There are: local",
        "{\"endpoint\":\"local\",\"api_key\":\"secret\"} | cost is missing",
        "{\"endpoint\":\"local\",\"api_key\":\"secret\",\"cost\":\"1\"} | cost is \"1\", not a finite number",
        "{\"endpoint\":\"local\",\"api_key\":\"secret\",\"cost\":-1} | cost is -1, not 0 or more",
        "{\"endpoint\":\"local\",\"api_key\":\"secret\",\"cost\":1e999} | cost is 1e999, not a finite number",
        "{\"endpoint\":\"local\",\"api_key\":\"secret\",\"cost\":1,\"request_idx\":1.5} | request_idx is 1.5, not a whole number",
        "{\"endpoint\":\"local\",\"api_key\":\"secret\",\"cost\":1,\"replay_timeout\":null} | replay_timeout is null, not a finite number",
        "[] | the body is [], not an object",
        "{} {} | the body has more after its JSON"
      })
  void whatCannotBeRoutedIsNamed(String body, String error) throws Exception {
    AutoscalerClient.Answer answer = client.post("/route/", body);

    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void whatIsNoJsonIsRefused() throws Exception {
    AutoscalerClient.Answer answer = client.post("/route/", "{");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("the body is no JSON: ");
  }

  @Test
  void manyClientsAtOnceGetDifferentNumbersAndEvenLoads() throws Exception {
    for (long id = 1; id <= 4; id++) {
      client.report(status(id, 10));
    }
    List<Future<JsonObject>> routes = new ArrayList<>();
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try {
      for (int i = 0; i < 400; i++) {
        routes.add(clients.submit(() -> client.route("2", 0)));
      }
      Set<Long> reqnums = new HashSet<>();
      for (Future<JsonObject> each : routes) {
        reqnums.add(each.get().get("reqnum").getAsLong());
      }

      assertThat(reqnums).hasSize(400);
      assertThat(autoscaler.workers()).allMatch(row -> row.outstandingCost() == 200);
      assertThat(autoscaler.books().routes()).hasSize(400);
    } finally {
      clients.shutdownNow();
    }
  }

  private Verifier verifier() throws Exception {
    return Verifier.of(client.get("/pubkey/", "").body());
  }
}
