package org.vespabench.runner.route;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Performed;
import org.vespabench.runner.measure.Failure;

/** The way through an autoscaler, which names a worker for each request. Thread-safe. */
public final class AutoscalerRoute implements Route, AutoCloseable {
  private final HttpEngine autoscaler;
  private final WorkerFinder finder;
  private final Workers workers;
  private final RouteCounts counts = new RouteCounts();
  private final Set<RoutedRequest> live = ConcurrentHashMap.newKeySet();

  private AutoscalerRoute(Routing routing, HttpEngine autoscaler) {
    this.autoscaler = autoscaler;
    this.finder = WorkerFinder.measuring(routing, autoscaler);
    this.workers = new Workers(routing);
  }

  /**
   * Route requests.
   *
   * @param autoscaler speaks to the autoscaler, with the endpoint's key; stays the caller's
   */
  public static AutoscalerRoute open(Routing routing, HttpEngine autoscaler) {
    return new AutoscalerRoute(routing, autoscaler);
  }

  @Override
  public CompletableFuture<? extends Performed> perform(
      TestRequest request, long intendedNanos, Duration timeout) {
    WorkerSearch search = finder.search(request.declared(), intendedNanos);
    var unused = request.newReader(); // first: where the plugin throws, nothing is under way yet
    RoutedRequest one = new RoutedRequest(this, request, intendedNanos, timeout, search);
    live.add(one);
    counts.started();
    one.start();
    return one.future();
  }

  @Override
  public void cutAll() {
    live.forEach(RoutedRequest::cut);
    autoscaler.cutAll();
    workers.cutAll();
  }

  @Override
  public Optional<RouteCounts> counts() {
    return Optional.of(counts);
  }

  void routed(String worker) {
    counts.routed(worker);
  }

  void ended(RoutedRequest one, String worker, @Nullable Failure failure) {
    live.remove(one);
    counts.ended(worker, failure);
  }

  Workers workers() {
    return workers;
  }

  /** Cut what is under way, and close the connections to workers. */
  @Override
  public void close() {
    live.forEach(RoutedRequest::cut);
    workers.close();
  }
}
