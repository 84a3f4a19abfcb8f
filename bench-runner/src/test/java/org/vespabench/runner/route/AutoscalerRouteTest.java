package org.vespabench.runner.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Performed;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.http.Roots;
import org.vespabench.runner.http.TestKeys;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class AutoscalerRouteTest {
  private static final String KEY = "endpoint-secret";

  @Test
  void aWorkerGetsWhatTheAutoscalerSignedAndThePayload() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.json("{\"done\": 3}"))) {
      stand.answers(named(worker, "5242.880"));

      Exchange exchange = stand.send(request(5242.88)).exchange();

      assertThat(exchange.failure()).isNull();
      assertThat(exchange.done()).isEqualTo(3);
      ReceivedRequest asked = stand.autoscaler.requests("/route/").get(0);
      assertThat(asked.header("Authorization")).contains("Bearer " + KEY);
      assertThat(asked.body())
          .isEqualTo(
              "{\"endpoint\":\"mine\",\"api_key\":\"endpoint-secret\",\"cost\":5242.88,"
                  + "\"request_idx\":0,\"replay_timeout\":60.0}");
      ReceivedRequest served = worker.requests("/v1/x").get(0);
      assertThat(served.body())
          .isEqualTo(
              ("{\"auth_data\": {\"cost\":5242.880,\"endpoint\":\"mine\",\"reqnum\":12,"
                      + "\"request_idx\":7,\"signature\":\"c2ln\",\"url\":\"%s\"},"
                      + " \"payload\": {\"n\": 1.50}}")
                  .formatted(worker.url()));
      assertThat(served.header("X-Request-Id")).contains("r-1");
      assertThat(served.header("Authorization")).isEmpty();
    }
  }

  @Test
  void routingWaitingAndTheWorkersOwnTimeAreApart() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.sse("a", "b"))) {
      stand.answers(noWorker("Loading: 1"), named(worker, "500"));

      Exchange exchange = stand.send(streamed()).exchange();

      assertThat(exchange.failure()).isNull();
      Exchange.Stamps stamps = exchange.stamps();
      Exchange.Routing routing = exchange.routing().orElseThrow();
      assertThat(routing.worker()).isEqualTo(worker.url().toString());
      assertThat(routing.asked()).isEqualTo(2);
      assertThat(stamps.intended()).isLessThanOrEqualTo(stamps.sent());
      assertThat(stamps.sent()).isLessThan(routing.answered());
      assertThat(routing.routed() - routing.answered())
          .as("about a second at first")
          .isGreaterThan(Duration.ofMillis(400).toNanos());
      assertThat(routing.sent()).isGreaterThan(routing.routed());
      assertThat(exchange.outputs().first()).isGreaterThan(routing.sent());
      assertThat(stamps.done()).isGreaterThanOrEqualTo(exchange.outputs().last());
      JsonObject again =
          JsonParser.parseString(stand.autoscaler.requests("/route/").get(1).body())
              .getAsJsonObject();
      assertThat(again.get("request_idx").getAsInt()).as("the same request").isEqualTo(7);
    }
  }

  @Test
  void whereNoWorkerIsReadyItMayFailAtOnce() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.FAIL)) {
      stand.answers(noWorker("Stopped"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().label()).isEqualTo("route:no-worker");
      assertThat(exchange.failure().message()).isEqualTo("no worker is ready: Stopped");
      assertThat(stand.counts().autoscalerErrors()).isOne();
      assertThat(stand.counts().fetching()).isZero();
    }
  }

  @Test
  void whatAnAutoscalerSaysOfItsWorkersHoldsNoKey() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.FAIL)) {
      stand.answers(
          ScriptedReply.json("{\"url\": null, \"error_msg\": \"not for endpoint-secret\"}"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().message()).isEqualTo("no worker is ready: not for (not shown)");
    }
  }

  @Test
  void anAutoscalerThatHangsTakesNoMoreThanThePatience() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT, Duration.ofSeconds(1))) {
      stand.answers(ScriptedReply.hang());

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().kind()).isEqualTo(FailureKind.ROUTE);
      assertThat(exchange.failure().message()).contains("not done within 1 s");
    }
  }

  @Test
  void whatWasDueBeforeAllWasCutReachesNoWorkerLater() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.hang())) {
      stand.answers(named(worker, "500"));
      long due = Ticker.SYSTEM.nanos();
      CompletableFuture<? extends Performed> first = stand.start(request(1));
      worker.awaitRequest("/v1/x");
      stand.route.cutAll();
      await().until(first::isDone);

      Performed late = stand.route.perform(request(1), due, Duration.ZERO).get();

      assertThat(late.exchange().failure().kind()).isEqualTo(FailureKind.CUT);
      assertThat(worker.requests("/v1/x")).hasSize(1);
    }
  }

  @Test
  void patienceEnds() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT, Duration.ofSeconds(1))) {
      stand.answers(noWorker("Loading: 2"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().message())
          .isEqualTo("no worker was ready within 1 s: Loading: 2");
      assertThat(exchange.routing().orElseThrow().worker()).isEmpty();
      assertThat(exchange.stamps().done() - exchange.stamps().intended())
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
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
          200 | {"url": "http://x", "k": "endpoint-secret"} | names a worker, but gives no cost: {"url": "http://x", "k": "(not shown)"}
          """)
  void anAutoscalerThatFailsIsNotTheWorkersFault(int status, String body, String message)
      throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT)) {
      stand.answers(ScriptedReply.status(status, body));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().kind()).isEqualTo(FailureKind.ROUTE);
      assertThat(exchange.failure().message()).contains(message).doesNotContain(KEY);
      assertThat(stand.counts().autoscalerErrors()).isOne();
    }
  }

  @Test
  void aWorkersRefusalIsItsOwn() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT);
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
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT)) {
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
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT)) {
      stand.answers(noWorker("Stopped"));
      CompletableFuture<? extends Performed> sent = stand.start(request(1));
      await().until(() -> !stand.autoscaler.requests("/route/").isEmpty());

      stand.route.cutAll();

      await().until(sent::isDone);
      assertThat(sent.get().exchange().failure().kind()).isEqualTo(FailureKind.CUT);
      assertThat(stand.counts().fetching()).isZero();
    }
  }

  @Test
  void whatAWorkerHasIsCut() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT);
        ScriptedBackend worker = worker(ScriptedReply.hang())) {
      stand.answers(named(worker, "500"));
      CompletableFuture<? extends Performed> sent = stand.start(request(1));
      worker.awaitRequest("/v1/x");

      stand.route.cutAll();

      await().until(sent::isDone);
      assertThat(sent.get().exchange().failure().kind()).isEqualTo(FailureKind.CUT);
      assertThat(stand.counts().generating()).isZero();
    }
  }

  @Test
  void aRequestWithoutBodyShowsItsTicketInTheQuery() throws Exception {
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT);
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

  @Test
  void rootsAreFetchedForTheFirstHttpsWorkerAndForWorkersAlone(@TempDir Path folder)
      throws Exception {
    Path root = folder.resolve("root.pem");
    var keys = TestKeys.signedBy(folder, "worker", root, "bc:c=ca:true,pathlen:0", "ku:c=cRLSign");
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT);
        ScriptedBackend plain = worker(ScriptedReply.json("{\"done\": 1}"));
        ScriptedBackend secure =
            ScriptedBackend.start(TestKeys.context(keys).getServerSocketFactory())
                .on("/v1/x", ScriptedReply.json("{\"done\": 1}"))) {
      stand.autoscaler.on("/static/jvastai_root.cer", ScriptedReply.text(Files.readString(root)));
      stand.answers(named(plain, "1"), named(secure, "1"), named(secure, "1"));

      assertThat(stand.send(request(1)).exchange().failure()).isNull();
      assertThat(stand.autoscaler.requests("/static/jvastai_root.cer")).isEmpty();
      assertThat(stand.send(request(1)).exchange().failure()).isNull();
      assertThat(stand.send(request(1)).exchange().failure()).isNull();
      assertThat(stand.autoscaler.requests("/static/jvastai_root.cer")).hasSize(1);
    }
  }

  @Test
  void aWorkerThatNobodyVouchesForIsNamed(@TempDir Path folder) throws Exception {
    Path root = folder.resolve("root.pem");
    TestKeys.signedBy(folder, "other", root, "bc:c=ca:true");
    var keys = TestKeys.selfSigned(folder, "stranger", "ip:127.0.0.1");
    try (Stand stand =
            new Stand(
                Routing.OnNoWorker.WAIT, Duration.ofSeconds(30), Optional.of(Roots.read(root)));
        ScriptedBackend secure =
            ScriptedBackend.start(TestKeys.context(keys).getServerSocketFactory())) {
      stand.answers(named(secure, "1"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().label()).isEqualTo("connect:tls");
      assertThat(exchange.failure().message()).contains("CN=stranger", root.toString());
      assertThat(stand.counts().connectionErrors()).containsOnlyKeys(secure.url().toString());
    }
  }

  @Test
  void withoutRootsNoHttpsWorkerIsTrusted(@TempDir Path folder) throws Exception {
    var keys = TestKeys.selfSigned(folder, "stranger", "ip:127.0.0.1");
    try (Stand stand = new Stand(Routing.OnNoWorker.WAIT);
        ScriptedBackend secure =
            ScriptedBackend.start(TestKeys.context(keys).getServerSocketFactory())) {
      stand.autoscaler.on("/static/jvastai_root.cer", ScriptedReply.status(404, "no"));
      stand.answers(named(secure, "1"));

      Exchange exchange = stand.send(request(1)).exchange();

      assertThat(exchange.failure().message())
          .contains("cannot be fetched from " + stand.autoscaler.url() + "/static/")
          .contains("status 404", "--cacert FILE");
      assertThat(secure.requests()).isEmpty();
    }
  }

  private static ScriptedBackend worker(ScriptedReply reply) throws Exception {
    return ScriptedBackend.start().on("/v1/x", reply);
  }

  private static ScriptedReply named(ScriptedBackend worker, String cost) {
    return ScriptedReply.json(
        """
        {"endpoint": "mine", "url": "%s", "cost": %s, "reqnum": 12, "request_idx": 7,
         "signature": "c2ln", "__request_id": "x"}
        """
            .formatted(worker.url(), cost));
  }

  private static ScriptedReply noWorker(String status) {
    return ScriptedReply.json(
        "{\"endpoint\": \"mine\", \"status\": \"%s\", \"request_idx\": 7}".formatted(status));
  }

  private static TestRequest request(double declared) {
    return TestRequest.post("/v1/x", "{\"n\": 1.50}")
        .declaring(declared)
        .header("X-Request-Id", "r-1")
        .reading(
            reply ->
                Work.done(
                    JsonParser.parseString(reply.body())
                        .getAsJsonObject()
                        .get("done")
                        .getAsDouble()));
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

  /** An autoscaler that answers by script, and the route through it. */
  private static final class Stand implements AutoCloseable {
    private final ScriptedBackend autoscaler = ScriptedBackend.start();
    private final HttpEngine engine;
    private final AutoscalerRoute route;

    Stand(Routing.OnNoWorker onNoWorker) throws Exception {
      this(onNoWorker, Duration.ofSeconds(30));
    }

    Stand(Routing.OnNoWorker onNoWorker, Duration patience) throws Exception {
      this(onNoWorker, patience, Optional.empty());
    }

    Stand(Routing.OnNoWorker onNoWorker, Duration patience, Optional<Roots> roots)
        throws Exception {
      URI url = autoscaler.url();
      engine =
          HttpEngine.open(
              HttpOptions.to(url).withHeaders(Map.of("Authorization", "Bearer " + KEY)),
              Proxy.NONE);
      HttpOptions workers = HttpOptions.to(url).withTrust(roots, false);
      Routing routing = new Routing("mine", KEY, onNoWorker, patience, workers, url, Map.of(), 42);
      route = AutoscalerRoute.open(routing, engine);
    }

    void answers(ScriptedReply first, ScriptedReply... others) {
      autoscaler.on("/route/", first, others);
    }

    CompletableFuture<? extends Performed> start(TestRequest request) {
      return route.perform(request, Ticker.SYSTEM.nanos(), Duration.ofSeconds(20));
    }

    Performed send(TestRequest request) throws Exception {
      return start(request).get();
    }

    RouteCounts.Moment counts() {
      return route.counts().orElseThrow().now();
    }

    @Override
    public void close() {
      route.close();
      engine.close();
      autoscaler.close();
    }
  }
}
