package org.vespabench.runner.route;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Operation;
import org.vespabench.runner.http.Performed;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.OutputTimes;
import org.vespabench.runner.measure.Ticker;

/**
 * One request on its way: asks the autoscaler for a worker, again while there is none, and then the
 * worker. Its steps follow one another, each on the thread on which the last one ended.
 */
final class RoutedRequest implements Performed {
  /** The autoscaler answers at once, or not. */
  private static final Duration ASKING_LIMIT = Duration.ofSeconds(10);

  private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();

  private final AutoscalerRoute route;
  private final TestRequest request;
  private final long intendedNanos;
  private final Duration timeout;
  private final Pauses pauses;
  private final CompletableFuture<RoutedRequest> future = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /** Held while it is decided whether a worker gets it, or nobody. */
  private final Object lock = new Object();

  // Written by one step, read by the next; the last to be written is `over`.
  private volatile Exchange.Stamps asked = new Exchange.Stamps(0, 0, 0, 0, 0);
  private volatile JsonElement requestIndex = new JsonPrimitive(0);
  private volatile String worker = "";
  private volatile String lastStatus = "";
  private volatile long answeredNanos;
  private volatile long routedNanos;
  private volatile long deadlineNanos;
  private final AtomicInteger asking = new AtomicInteger();
  private volatile @Nullable Operation served;
  private volatile @Nullable Exchange exchange;

  RoutedRequest(
      AutoscalerRoute route,
      TestRequest request,
      long intendedNanos,
      Duration timeout,
      Pauses pauses) {
    this.route = route;
    this.request = request;
    this.intendedNanos = intendedNanos;
    this.timeout = timeout;
    this.pauses = pauses;
  }

  CompletableFuture<RoutedRequest> future() {
    return future;
  }

  void start() {
    deadlineNanos = Ticker.SYSTEM.nanos() + route.routing().patience().toNanos();
    ask();
  }

  private void ask() {
    if (over.get()) {
      return;
    }
    asking.incrementAndGet();
    try {
      var unused =
          route
              .autoscaler()
              .perform(question(), intendedNanos, limit())
              .future()
              .thenAccept(this::answered)
              .exceptionally(this::broken);
    } catch (RuntimeException e) { // on the timer's thread nobody would hear of it
      broken(e);
    }
  }

  /**
   * What is left of the patience, but time enough for an answer, as this may be the last asking.
   */
  private Duration limit() {
    long left = Math.max(LEAST_NANOS, deadlineNanos - Ticker.SYSTEM.nanos());
    return Duration.ofNanos(Math.min(ASKING_LIMIT.toNanos(), left));
  }

  private TestRequest question() {
    JsonObject body = new JsonObject();
    body.addProperty("endpoint", route.routing().endpoint());
    body.addProperty("api_key", route.routing().endpointKey());
    body.add("cost", new JsonPrimitive(Cost.of(request.declared())));
    body.add("request_idx", requestIndex);
    body.addProperty("replay_timeout", 60.0);
    return TestRequest.post("/route/", body.toString()).reading(reply -> Work.asDeclared());
  }

  private void answered(Operation operation) {
    Exchange one = operation.exchange();
    if (asked.sent() == 0) {
      asked = one.stamps();
    }
    Failure failure = one.failure();
    if (failure != null) {
      end(
          null,
          failure.kind() == FailureKind.CUT
              ? failure
              : refused("the autoscaler gave no answer: " + failure.message()));
      return;
    }
    if (answeredNanos == 0) {
      answeredNanos = one.stamps().done();
    }
    RouteAnswer answer = parsed(operation.reply());
    if (answer != null) {
      if (!answer.requestIndex().isJsonNull()) {
        requestIndex = answer.requestIndex();
      }
      if (answer.worker().isEmpty()) {
        noWorker(answer.status());
      } else {
        routedNanos = one.stamps().done();
        toWorker(answer);
      }
    }
  }

  private @Nullable RouteAnswer parsed(@Nullable HttpReply reply) {
    try {
      return RouteAnswer.parse(reply == null ? "" : reply.body());
    } catch (BenchmarkException e) {
      end(null, refused(String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static Failure refused(String why) {
    return Failure.of(FailureKind.ROUTE, why);
  }

  private void noWorker(String status) {
    lastStatus = status.isEmpty() ? "" : ": " + status;
    if (route.routing().onNoWorker() == Routing.OnNoWorker.FAIL) {
      end(null, new Failure(FailureKind.ROUTE, "no-worker", "no worker is ready" + lastStatus));
      return;
    }
    Duration pause = pauses.next();
    long left = deadlineNanos - Ticker.SYSTEM.nanos();
    if (left <= 0) {
      tooLate();
    } else {
      route.autoscaler().later(Duration.ofNanos(Math.min(left, pause.toNanos())), this::ask);
    }
  }

  private void tooLate() {
    end(
        null,
        new Failure(
            FailureKind.ROUTE,
            "no-worker",
            "no worker was ready within %s%s".formatted(patience(), lastStatus)));
  }

  private String patience() {
    long millis = route.routing().patience().toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }

  private void toWorker(RouteAnswer answer) {
    var unused =
        route
            .workers()
            .engine(url(answer.worker()))
            .thenCompose(engine -> send(engine, answer))
            .thenAccept(this::served)
            .exceptionally(this::broken);
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme());
      if (url.getHost() != null && scheme.matches("(?i)https?")) {
        return url;
      }
    } catch (java.net.URISyntaxException e) {
      // Told below.
    }
    throw new BenchmarkException(
        "the autoscaler names a worker that is no http or https URL: "
            + BenchmarkException.excerpt(text));
  }

  private CompletableFuture<Operation> send(HttpEngine engine, RouteAnswer answer) {
    synchronized (lock) {
      if (over.get()) {
        return new CompletableFuture<>(); // it was cut in the meantime
      }
      worker = answer.worker();
      route.routed(worker);
    }
    return engine
        .perform(WorkerRequest.of(request, answer.authData()), intendedNanos, timeout)
        .future();
  }

  private void served(Operation operation) {
    served = operation;
    end(operation, operation.exchange().failure());
  }

  private @Nullable Void broken(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException c ? c.getCause() : thrown;
    String message = String.valueOf(cause == null ? thrown : cause.getMessage());
    // With a worker, it was the plugin that could not make its reader.
    end(null, worker.isEmpty() ? refused(message) : Failure.of(FailureKind.BODY, message));
    return null;
  }

  /** End it where it waits; what a server has is cut by its engine. */
  void cut() {
    synchronized (lock) { // it may be given to a worker at this moment
      if (worker.isEmpty()) {
        end(null, Failure.of(FailureKind.CUT, "the run was interrupted"));
      }
    }
  }

  private void end(@Nullable Operation by, @Nullable Failure failure) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    exchange = by == null ? unserved(failure) : served(by.exchange());
    route.ended(this, worker, failure);
    future.complete(this);
  }

  private Exchange unserved(@Nullable Failure failure) {
    return new Exchange(
        new Exchange.Stamps(intendedNanos, asked.leased(), asked.sent(), 0, Ticker.SYSTEM.nanos()),
        new OutputTimes(),
        request.declared(),
        null,
        // An autoscaler may repeat the key that it refuses.
        failure == null ? null : route.autoscaler().withoutSecrets(failure),
        new Exchange.Connection(false, false),
        Optional.of(routing(0)));
  }

  private Exchange served(Exchange byWorker) {
    Exchange.Stamps stamps = byWorker.stamps();
    return new Exchange(
        new Exchange.Stamps(
            intendedNanos, asked.leased(), asked.sent(), stamps.headers(), stamps.done()),
        byWorker.outputs(),
        byWorker.declared(),
        byWorker.work(),
        byWorker.failure(),
        byWorker.connection(),
        Optional.of(routing(stamps.sent())));
  }

  private Exchange.Routing routing(long workerSentNanos) {
    return new Exchange.Routing(worker, answeredNanos, routedNanos, workerSentNanos, asking.get());
  }

  @Override
  public Exchange exchange() {
    Exchange measured = exchange;
    if (measured == null) {
      throw new IllegalStateException("the request is not over");
    }
    return measured;
  }

  @Override
  public @Nullable HttpReply reply() {
    Operation operation = served;
    return operation == null ? null : operation.reply();
  }
}
