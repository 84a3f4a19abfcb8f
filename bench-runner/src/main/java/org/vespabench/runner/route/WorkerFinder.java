package org.vespabench.runner.route;

import java.util.concurrent.atomic.AtomicLong;
import org.vespabench.runner.http.HttpEngine;

/** Asks one autoscaler for workers. Thread-safe. */
public final class WorkerFinder {
  private final Routing routing;
  private final HttpEngine autoscaler;
  private final int retries;
  private final AtomicLong number = new AtomicLong();

  private WorkerFinder(Routing routing, HttpEngine autoscaler, int retries) {
    this.routing = routing;
    this.autoscaler = autoscaler;
    this.retries = retries;
  }

  /**
   * Ask, and take each failure of the autoscaler for an answer: it is what a load test measures.
   *
   * @param autoscaler speaks to it, with the endpoint's key; stays the caller's
   */
  static WorkerFinder measuring(Routing routing, HttpEngine autoscaler) {
    return new WorkerFinder(routing, autoscaler, 0);
  }

  /**
   * Ask, and ask again where the autoscaler fails for a moment: it is not there, or answers 5xx.
   *
   * @param autoscaler speaks to it, with the endpoint's key; stays the caller's
   * @param retries how many failures in a row are borne
   */
  public static WorkerFinder retrying(Routing routing, HttpEngine autoscaler, int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("retries must not be negative, was " + retries);
    }
    return new WorkerFinder(routing, autoscaler, retries);
  }

  /**
   * Prepare a search, which {@link WorkerSearch#start} begins.
   *
   * @param cost the request's work, in units
   * @param intendedNanos when it should leave, in the time of {@code System.nanoTime}
   */
  public WorkerSearch search(double cost, long intendedNanos) {
    Pauses pauses =
        new Pauses(routing.firstPause(), routing.seed() + 31 * number.getAndIncrement());
    return new WorkerSearch(this, cost, intendedNanos, pauses);
  }

  Routing routing() {
    return routing;
  }

  HttpEngine autoscaler() {
    return autoscaler;
  }

  int retries() {
    return retries;
  }
}
