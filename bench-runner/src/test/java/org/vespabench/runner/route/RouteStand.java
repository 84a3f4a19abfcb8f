package org.vespabench.runner.route;

import com.google.gson.JsonParser;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Performed;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.http.Roots;
import org.vespabench.runner.measure.Ticker;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** An autoscaler that answers by script, and the route through it. */
final class RouteStand implements AutoCloseable {
  static final String KEY = "endpoint-secret";

  /** Short, yet longer than an answer on one machine takes. */
  static final Duration FIRST_PAUSE = Duration.ofMillis(40);

  private final ScriptedBackend autoscaler = ScriptedBackend.start();
  private final HttpEngine engine;
  private final AutoscalerRoute route;

  RouteStand(Routing.OnNoWorker onNoWorker) throws Exception {
    this(onNoWorker, Duration.ofSeconds(30));
  }

  RouteStand(Routing.OnNoWorker onNoWorker, Duration patience) throws Exception {
    this(onNoWorker, patience, Optional.empty());
  }

  RouteStand(Routing.OnNoWorker onNoWorker, Duration patience, Optional<Roots> roots)
      throws Exception {
    URI url = autoscaler.url();
    engine =
        HttpEngine.open(
            HttpOptions.to(url).withHeaders(Map.of("Authorization", "Bearer " + KEY)), Proxy.NONE);
    HttpOptions workers = HttpOptions.to(url).withTrust(roots, false);
    Routing routing =
        new Routing("mine", KEY, onNoWorker, patience, FIRST_PAUSE, workers, url, Map.of(), 42);
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

  ScriptedBackend autoscaler() {
    return autoscaler;
  }

  AutoscalerRoute route() {
    return route;
  }

  static ScriptedBackend worker(ScriptedReply reply) throws Exception {
    return ScriptedBackend.start().on("/v1/x", reply);
  }

  static ScriptedReply named(ScriptedBackend worker, String cost) {
    return ScriptedReply.json(
        """
        {"endpoint": "mine", "url": "%s", "cost": %s, "reqnum": 12, "request_idx": 7,
         "signature": "c2ln", "__request_id": "x"}
        """
            .formatted(worker.url(), cost));
  }

  static ScriptedReply noWorker(String status) {
    return ScriptedReply.json(
        "{\"endpoint\": \"mine\", \"status\": \"%s\", \"request_idx\": 7}".formatted(status));
  }

  static TestRequest request(double declared) {
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
}
