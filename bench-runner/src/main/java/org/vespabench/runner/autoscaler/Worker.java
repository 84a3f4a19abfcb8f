package org.vespabench.runner.autoscaler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Is what the {@link Fleet} knows of one worker. All of it is guarded by the fleet's lock. */
final class Worker {
  private static final double MILLIS = 1e3;

  /** What was routed to it and has not ended, by the route's number. */
  private final Map<Long, Load> open = new LinkedHashMap<>();

  private final double startedAt = unixTime();
  private double loadedAt;
  private WorkerReport last;
  private long lastNanos;
  private long reports;
  private WorkerRow.Sums sums = WorkerRow.Sums.NONE;
  private double outstandingCost;
  private long routes;

  /** What the observer was told last. */
  private String told = "";

  private record Load(long requestIdx, double cost, long routedNanos) {}

  Worker(WorkerReport first, long nanos) {
    this.last = first;
    this.lastNanos = nanos;
  }

  void report(WorkerReport report, long nanos) {
    last = report;
    lastNanos = nanos;
    reports++;
    sums = sums.plus(report);
    if (loadedAt == 0 && report.maxPerf() > 0) {
      loadedAt = unixTime();
    }
  }

  /**
   * Forget the requests that must have reached it and that it does not know: the client never
   * called it, or it was started anew.
   */
  void dropStrays(long routedBeforeNanos) {
    Set<Long> working = Set.copyOf(last.workingRequestIdxs());
    open.entrySet().stream()
        .filter(route -> route.getValue().routedNanos() - routedBeforeNanos < 0)
        .filter(route -> !working.contains(route.getValue().requestIdx()))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::release);
  }

  void take(long reqnum, long requestIdx, double cost, long nanos) {
    open.put(reqnum, new Load(requestIdx, cost, nanos));
    outstandingCost += cost;
    routes++;
  }

  /** Take off the load of a route; of one that has none, nothing. */
  void release(long reqnum) {
    Load ended = open.remove(reqnum);
    if (ended != null) {
      // From zero where nothing is left: rounding must not add up over a long run.
      outstandingCost = open.isEmpty() ? 0 : outstandingCost - ended.cost();
    }
  }

  WorkerRow.State state(long nanos, long timeoutNanos) {
    if (nanos - lastNanos > timeoutNanos) {
      return WorkerRow.State.LOST;
    }
    if (!last.errorMsg().isEmpty()) {
      return WorkerRow.State.ERROR;
    }
    return last.maxPerf() > 0 ? WorkerRow.State.READY : WorkerRow.State.LOADING;
  }

  /** Tell whether the observer does not know this yet; then it is taken to. */
  boolean isNews(WorkerRow.State state) {
    String news = state + " " + last.url() + " " + last.errorMsg();
    boolean isNews = !news.equals(told);
    told = news;
    return isNews;
  }

  /** Tell how long it is busy with what it has, in seconds. */
  double busySeconds() {
    return outstandingCost / last.maxPerf();
  }

  long id() {
    return last.id();
  }

  String url() {
    return last.url().toString();
  }

  long lastNanos() {
    return lastNanos;
  }

  long routes() {
    return routes;
  }

  WorkerRow row(WorkerRow.State state) {
    return new WorkerRow(
        state, last, reports, sums, outstandingCost, open.size(), routes, startedAt, loadedAt);
  }

  private static double unixTime() {
    return System.currentTimeMillis() / MILLIS;
  }
}
