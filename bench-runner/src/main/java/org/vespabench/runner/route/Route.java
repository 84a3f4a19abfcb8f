package org.vespabench.runner.route;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Performed;

/** The way to who serves a request. Thread-safe. */
public interface Route {
  /** Go straight to the backend. */
  static Route to(HttpEngine backend) {
    return new Route() {
      @Override
      public CompletableFuture<? extends Performed> perform(
          TestRequest request, long intendedNanos, Duration timeout) {
        return backend.perform(request, intendedNanos, timeout).future();
      }

      @Override
      public void cutAll() {
        backend.cutAll();
      }
    };
  }

  /**
   * Send a request and measure it.
   *
   * @param intendedNanos when it should leave, in the time of {@code System.nanoTime}
   * @param timeout time limit for whoever serves it; zero for none
   * @return completes normally, also for failures
   */
  CompletableFuture<? extends Performed> perform(
      TestRequest request, long intendedNanos, Duration timeout);

  /** Count where requests are; empty where there is but one way. */
  default Optional<RouteCounts> counts() {
    return Optional.empty();
  }

  /** End everything that is under way: it fails as cut. */
  void cutAll();
}
