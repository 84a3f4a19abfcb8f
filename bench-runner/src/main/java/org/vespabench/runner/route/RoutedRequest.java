package org.vespabench.runner.route;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.HttpReply;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Operation;
import org.vespabench.runner.http.Performed;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.OutputTimes;
import org.vespabench.runner.measure.Ticker;

/**
 * One request on its way: looks for a worker, and then asks the worker. Its steps follow one
 * another, each on the thread on which the last one ended.
 */
final class RoutedRequest implements Performed {
  private final AutoscalerRoute route;
  private final TestRequest request;
  private final long intendedNanos;
  private final Duration timeout;
  private final WorkerSearch search;
  private final CompletableFuture<RoutedRequest> future = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /** Held while it is decided whether a worker gets it, or nobody. */
  private final Object lock = new Object();

  // Written by one step, read by the next; the last to be written is `over`.
  private volatile String worker = "";
  private volatile @Nullable Operation served;
  private volatile @Nullable Exchange exchange;

  RoutedRequest(
      AutoscalerRoute route,
      TestRequest request,
      long intendedNanos,
      Duration timeout,
      WorkerSearch search) {
    this.route = route;
    this.request = request;
    this.intendedNanos = intendedNanos;
    this.timeout = timeout;
    this.search = search;
  }

  CompletableFuture<RoutedRequest> future() {
    return future;
  }

  void start() {
    var unused = search.start().thenAccept(this::searched).exceptionally(this::broken);
  }

  private void searched(WorkerSearch search) {
    search.worker().ifPresentOrElse(this::toWorker, () -> end(null, search.failure().orElse(null)));
  }

  private void toWorker(NamedWorker named) {
    var unused =
        route
            .workers()
            .engine(named.url())
            .thenCompose(engine -> send(engine, named))
            .thenAccept(this::served)
            .exceptionally(this::broken);
  }

  private CompletableFuture<Operation> send(HttpEngine engine, NamedWorker named) {
    synchronized (lock) {
      if (over.get()) {
        return new CompletableFuture<>(); // it was cut in the meantime
      }
      worker = named.name();
      route.routed(worker);
    }
    return engine
        .perform(WorkerRequest.of(request, named.ticket()), intendedNanos, timeout)
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
    end(null, Failure.of(worker.isEmpty() ? FailureKind.ROUTE : FailureKind.BODY, message));
    return null;
  }

  /** End it where it waits; what a server has is cut by its engine. */
  void cut() {
    search.cut();
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
    Exchange.Stamps asked = search.firstAsked();
    return new Exchange(
        new Exchange.Stamps(intendedNanos, asked.leased(), asked.sent(), 0, Ticker.SYSTEM.nanos()),
        new OutputTimes(),
        request.declared(),
        null,
        failure,
        new Exchange.Connection(false, false),
        Optional.of(routing(0)));
  }

  private Exchange served(Exchange byWorker) {
    Exchange.Stamps asked = search.firstAsked();
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
    return new Exchange.Routing(
        worker,
        search.answeredNanos(),
        search.namedNanos(),
        workerSentNanos,
        search.asked(),
        search.requestIdx());
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
