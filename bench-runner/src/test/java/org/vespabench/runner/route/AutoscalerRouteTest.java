package org.vespabench.runner.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vespabench.runner.route.RouteStand.named;
import static org.vespabench.runner.route.RouteStand.noWorker;
import static org.vespabench.runner.route.RouteStand.request;
import static org.vespabench.runner.route.RouteStand.worker;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.http.Performed;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class AutoscalerRouteTest {
  @Test
  void aWorkerGetsWhatTheAutoscalerSignedAndThePayload() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.json("{\"done\": 3}"))) {
      stand.answers(named(worker, "5242.880"));

      Exchange exchange = stand.send(request(5242.88)).exchange();

      assertThat(exchange.failure()).isNull();
      assertThat(exchange.done()).isEqualTo(3);
      ReceivedRequest asked = stand.autoscaler().requests("/route/").get(0);
      assertThat(asked.header("Authorization")).contains("Bearer " + RouteStand.KEY);
      assertThat(asked.body())
          .isEqualTo(
              "{\"endpoint\":\"mine\",\"api_key\":\"endpoint-secret\",\"cost\":5242.88,"
                  + "\"request_idx\":0,\"replay_timeout\":60.0}");
      ReceivedRequest served = worker.requests("/v1/x").get(0);
      assertThat(served.body())
          .isEqualTo(
              ("{\"auth_data\":{\"cost\":5242.880,\"endpoint\":\"mine\",\"reqnum\":12,"
                      + "\"request_idx\":7,\"signature\":\"c2ln\",\"url\":\"%s\"},"
                      + "\"payload\":{\"n\": 1.50}}")
                  .formatted(worker.url()));
      assertThat(served.header("X-Request-Id")).contains("r-1");
      assertThat(served.header("Authorization")).isEmpty();
    }
  }

  @Test
  void routingWaitingAndTheWorkersOwnTimeAreApart() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.sse("a", "b"))) {
      stand.answers(noWorker("Loading: 1"), named(worker, "500"));

      Exchange exchange = stand.send(streamed()).exchange();

      assertThat(exchange.failure()).isNull();
      Exchange.Stamps stamps = exchange.stamps();
      Exchange.Routing routing = exchange.routing().orElseThrow();
      assertThat(routing.worker()).isEqualTo(worker.url().toString());
      assertThat(routing.asked()).isEqualTo(2);
      assertThat(routing.requestIdx()).isEqualTo("7");
      assertThat(stamps.intended()).isLessThanOrEqualTo(stamps.sent());
      assertThat(stamps.sent()).isLessThan(routing.answered());
      assertThat(routing.routed() - routing.answered())
          .as("half the first pause or more")
          .isGreaterThan(RouteStand.FIRST_PAUSE.toNanos() / 2);
      assertThat(routing.sent()).isGreaterThan(routing.routed());
      assertThat(exchange.outputs().first()).isGreaterThan(routing.sent());
      assertThat(stamps.done()).isGreaterThanOrEqualTo(exchange.outputs().last());
      JsonObject again =
          JsonParser.parseString(stand.autoscaler().requests("/route/").get(1).body())
              .getAsJsonObject();
      assertThat(again.get("request_idx").getAsInt()).as("the same request").isEqualTo(7);
    }
  }

  @Test
  void whereNoWorkerIsReadyItMayFailAtOnce() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.FAIL)) {
      stand.answers(noWorker("Stopped"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().label()).isEqualTo("route:no-worker");
      assertThat(exchange.routing().orElseThrow().requestIdx())
          .as("named all the same")
          .isEqualTo("7");
      assertThat(exchange.failure().message()).isEqualTo("no worker is ready: Stopped");
      assertThat(stand.counts().autoscalerErrors()).isOne();
      assertThat(stand.counts().fetching()).isZero();
    }
  }

  @Test
  void whatAnAutoscalerSaysOfItsWorkersHoldsNoKey() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.FAIL)) {
      stand.answers(
          ScriptedReply.json("{\"url\": null, \"error_msg\": \"not for endpoint-secret\"}"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().message()).isEqualTo("no worker is ready: not for (not shown)");
    }
  }

  @Test
  void anAutoscalerThatHangsTakesNoMoreThanThePatience() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT, Duration.ofSeconds(1))) {
      stand.answers(ScriptedReply.hang());

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().kind()).isEqualTo(FailureKind.ROUTE);
      assertThat(exchange.failure().message()).contains("not done within 1 s");
    }
  }

  @Test
  void whatWasDueBeforeAllWasCutReachesNoWorkerLater() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.hang())) {
      stand.answers(named(worker, "500"));
      long due = Ticker.SYSTEM.nanos();
      CompletableFuture<? extends Performed> first = stand.start(request(1));
      worker.awaitRequest("/v1/x");
      stand.route().cutAll();
      await().until(first::isDone);

      Performed late = stand.route().perform(request(1), due, Duration.ZERO).get();

      assertThat(late.exchange().failure().kind()).isEqualTo(FailureKind.CUT);
      assertThat(worker.requests("/v1/x")).hasSize(1);
    }
  }

  @Test
  void patienceEnds() throws Exception {
    Duration patience = Duration.ofMillis(200);
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT, patience)) {
      stand.answers(noWorker("Loading: 2"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().message())
          .isEqualTo("no worker was ready within 200 ms: Loading: 2");
      assertThat(exchange.routing().orElseThrow().worker()).isEmpty();
      assertThat(exchange.stamps().done() - exchange.stamps().intended())
          .isGreaterThanOrEqualTo(patience.toNanos());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | {"error": "key endpoint-secret"}           | the autoscaler gave no answer: status 401
          200 | <html>                                     | did not answer with a JSON object: <html>
          200 | {"url": "http://127.0.0.1:1", "cost": 500} | names a worker, but gives no endpoint
          200 | {"url": "http://x", "cost": -1, "endpoint": "e", "reqnum": 1.5, "request_idx": 1, "signature": "", "url": "http://x"} | names a worker, but its auth_data cannot be used: {cost=not a finite number of 0 or more, reqnum=not a whole number}
          200 | {"url": "http://x", "k": "endpoint-secret"} | names a worker, but gives no cost: {"url": "http://x", "k": "(not shown)"}
          """)
  void anAutoscalerThatFailsIsNotTheWorkersFault(int status, String body, String message)
      throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT)) {
      stand.answers(ScriptedReply.status(status, body));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().kind()).isEqualTo(FailureKind.ROUTE);
      assertThat(exchange.failure().message()).contains(message).doesNotContain(RouteStand.KEY);
      assertThat(stand.counts().autoscalerErrors()).isOne();
    }
  }

  @Test
  void aWorkersRefusalIsItsOwn() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.status(429, "busy"))) {
      stand.answers(named(worker, "500"));

      Performed performed = stand.send(request(1));

      assertThat(performed.exchange().failure().label()).isEqualTo("status:429");
      assertThat(performed.reply().status()).isEqualTo(429);
      assertThat(stand.counts().inferenceErrors()).isOne();
      assertThat(stand.counts().urls()).containsExactly(worker.url().toString());
    }
  }

  @Test
  void aWorkerThatIsNotThereIsCountedByItsUrl() throws Exception {
    String gone;
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT)) {
      try (ScriptedBackend worker = ScriptedBackend.start()) {
        gone = worker.url().toString();
        stand.answers(named(worker, "500"));
      }

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().label()).isEqualTo("connect:refused");
      assertThat(stand.counts().connectionErrors()).isEqualTo(Map.of(gone, 1L));
    }
  }

  @Test
  void whatWaitsForAWorkerIsCut() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT)) {
      stand.answers(noWorker("Stopped"));
      CompletableFuture<? extends Performed> sent = stand.start(request(1));
      await().until(() -> !stand.autoscaler().requests("/route/").isEmpty());

      stand.route().cutAll();

      await().until(sent::isDone);
      assertThat(sent.get().exchange().failure().kind()).isEqualTo(FailureKind.CUT);
      assertThat(stand.counts().fetching()).isZero();
    }
  }

  @Test
  void whatAWorkerHasIsCut() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.hang())) {
      stand.answers(named(worker, "500"));
      CompletableFuture<? extends Performed> sent = stand.start(request(1));
      worker.awaitRequest("/v1/x");

      stand.route().cutAll();

      await().until(sent::isDone);
      assertThat(sent.get().exchange().failure().kind()).isEqualTo(FailureKind.CUT);
      assertThat(stand.counts().generating()).isZero();
    }
  }

  @Test
  void aRequestWithoutBodyShowsItsTicketInTheQuery() throws Exception {
    try (RouteStand stand = new RouteStand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.json("{}"))) {
      stand.answers(named(worker, "1.0"));

      Exchange exchange =
          stand.send(TestRequest.get("/v1/x?a=b").reading(reply -> Work.asDeclared())).exchange();

      assertThat(exchange.failure()).isNull();
      assertThat(worker.requests("/v1/x").get(0).query())
          .startsWith("a=b&serverless_cost=1.0&serverless_endpoint=mine&serverless_reqnum=12")
          .contains("&serverless_signature=c2ln&serverless_url=http%3A%2F%2F");
    }
  }

  private static TestRequest streamed() {
    return TestRequest.post("/v1/x", "{}").streaming(TwoEvents::new);
  }

  /** Counts each event as output. */
  private static final class TwoEvents implements org.vespabench.api.StreamReader {
    @Override
    public org.vespabench.api.Output event(String data) {
      return org.vespabench.api.Output.ANSWER;
    }

    @Override
    public Work end(org.vespabench.api.HttpReply reply) {
      return Work.asDeclared();
    }
  }
}
