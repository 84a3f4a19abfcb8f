package org.vespabench.runner.route;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;
import org.vespabench.runner.http.Operation;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.Ticker;

/**
 * The search for the worker of one request: asks the autoscaler, and again as the same request
 * while it names none. Its steps follow one another, each on the thread on which the last one
 * ended.
 */
public final class WorkerSearch {
  /** What a failure's detail says where the autoscaler answered, but has no worker. */
  public static final String NO_WORKER = "no-worker";

  /** The autoscaler answers at once, or not. */
  private static final Duration ASKING_LIMIT = Duration.ofSeconds(10);

  /** What a request is called that the autoscaler has not named yet. */
  private static final JsonElement UNNAMED = new JsonPrimitive(0);

  private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();

  private final WorkerFinder finder;
  private final double cost;
  private final long intendedNanos;
  private final Pauses pauses;
  private final CompletableFuture<WorkerSearch> future = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();

  // Written by one step, read by the next.
  private volatile Exchange.Stamps asked = new Exchange.Stamps(0, 0, 0, 0, 0);
  private volatile JsonElement requestIndex = UNNAMED;
  private volatile String lastStatus = "";
  private volatile long answeredNanos;
  private volatile long namedNanos;
  private volatile long deadlineNanos;
  private final AtomicInteger asking = new AtomicInteger();
  private final AtomicInteger failuresInRow = new AtomicInteger();
  private volatile @Nullable NamedWorker worker;
  private volatile @Nullable Failure failure;

  WorkerSearch(WorkerFinder finder, double cost, long intendedNanos, Pauses pauses) {
    this.finder = finder;
    this.cost = cost;
    this.intendedNanos = intendedNanos;
    this.pauses = pauses;
  }

  /**
   * Begin.
   *
   * @return completes with this when it is over, never exceptionally; on any thread
   */
  public CompletableFuture<WorkerSearch> start() {
    deadlineNanos = Ticker.SYSTEM.nanos() + finder.routing().patience().toNanos();
    ask();
    return future;
  }

  /** End it, if it is not over: nobody waits any more. */
  public void cut() {
    end(null, Failure.of(FailureKind.CUT, "the run was interrupted"));
  }

  /** Tell who was named; empty if nobody was, or not yet. */
  public Optional<NamedWorker> worker() {
    return Optional.ofNullable(worker);
  }

  /** Tell why nobody was named, without keys; empty if somebody was, or not yet. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /** Tell how often the autoscaler was asked. */
  public int asked() {
    return asking.get();
  }

  /** Tell what the autoscaler calls the request, as it wrote it; empty if it has not said. */
  String requestIdx() {
    return requestIndex == UNNAMED ? "" : requestIndex.getAsString();
  }

  /** Tell when the first question left; all zero before it was answered. */
  Exchange.Stamps firstAsked() {
    return asked;
  }

  /** Tell when the autoscaler answered first; 0 if it did not. */
  long answeredNanos() {
    return answeredNanos;
  }

  /** Tell when it named a worker; 0 if it did not. */
  long namedNanos() {
    return namedNanos;
  }

  private void ask() {
    if (over.get()) {
      return;
    }
    asking.incrementAndGet();
    try {
      var unused =
          finder
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
    long left = Math.max(LEAST_NANOS, leftNanos());
    return Duration.ofNanos(Math.min(ASKING_LIMIT.toNanos(), left));
  }

  private long leftNanos() {
    return deadlineNanos - Ticker.SYSTEM.nanos();
  }

  private TestRequest question() {
    JsonObject body = new JsonObject();
    body.addProperty("endpoint", finder.routing().endpoint());
    body.addProperty("api_key", finder.routing().endpointKey());
    body.add("cost", new JsonPrimitive(Cost.of(cost)));
    body.add("request_idx", requestIndex);
    body.addProperty("replay_timeout", 60.0);
    return TestRequest.post("/route/", body.toString()).reading(reply -> Work.asDeclared());
  }

  private void answered(Operation operation) {
    Exchange one = operation.exchange();
    if (asked.sent() == 0) {
      asked = one.stamps();
    }
    Failure why = one.failure();
    if (why != null) {
      unanswered(why);
      return;
    }
    failuresInRow.set(0);
    if (answeredNanos == 0) {
      answeredNanos = one.stamps().done();
    }
    RouteAnswer answer = parsed(operation.reply());
    if (!answer.requestIndex().isJsonNull()) {
      requestIndex = answer.requestIndex();
    }
    if (answer.worker().isEmpty()) {
      noWorker(answer.status());
    } else {
      NamedWorker named = NamedWorker.of(answer);
      namedNanos = one.stamps().done();
      end(named, null);
    }
  }

  private static RouteAnswer parsed(@Nullable HttpReply reply) {
    return RouteAnswer.parse(reply == null ? "" : reply.body());
  }

  private void unanswered(Failure why) {
    int failures = failuresInRow.incrementAndGet();
    boolean again = isPassing(why) && failures <= finder.retries() && leftNanos() > 0;
    if (again) {
      askLater();
    } else if (why.kind() == FailureKind.CUT) {
      end(null, why);
    } else {
      String often = failures > 1 ? ", asked %d times".formatted(failures) : "";
      end(null, refused("the autoscaler gave no answer%s: %s".formatted(often, why.message())));
    }
  }

  /** A refusal would be the same again, as would a certificate that is not trusted. */
  private static boolean isPassing(Failure why) {
    return switch (why.kind()) {
      case CONNECT -> !why.detail().equals("tls");
      case TIMEOUT, LOST -> true;
      case STATUS -> why.detail().startsWith("5");
      case PROTOCOL, BODY, TRUNCATED, ROUTE, CUT, UNSENT -> false;
    };
  }

  private void noWorker(String status) {
    lastStatus = status.isEmpty() ? "" : ": " + status;
    if (finder.routing().onNoWorker() == Routing.OnNoWorker.FAIL) {
      end(null, new Failure(FailureKind.ROUTE, NO_WORKER, "no worker is ready" + lastStatus));
    } else if (leftNanos() <= 0) {
      String why = "no worker was ready within %s%s".formatted(patience(), lastStatus);
      end(null, new Failure(FailureKind.ROUTE, NO_WORKER, why));
    } else {
      askLater();
    }
  }

  /** The last asking is at the deadline. */
  private void askLater() {
    long pause = Math.min(Math.max(0, leftNanos()), pauses.next().toNanos());
    finder.autoscaler().later(Duration.ofNanos(pause), this::ask);
  }

  private String patience() {
    long millis = finder.routing().patience().toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }

  private @Nullable Void broken(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException c ? c.getCause() : thrown;
    end(null, refused(String.valueOf(cause == null ? thrown : cause.getMessage())));
    return null;
  }

  private static Failure refused(String why) {
    return Failure.of(FailureKind.ROUTE, why);
  }

  private void end(@Nullable NamedWorker named, @Nullable Failure why) {
    if (over.compareAndSet(false, true)) {
      worker = named;
      // An autoscaler may repeat the key that it refuses.
      failure = why == null ? null : finder.autoscaler().withoutSecrets(why);
      future.complete(this);
    }
  }
}
