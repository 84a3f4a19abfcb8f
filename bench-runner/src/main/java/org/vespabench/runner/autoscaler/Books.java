package org.vespabench.runner.autoscaler;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.vespabench.runner.auth.AuthData;

/**
 * Keeps each route that was given and how the worker said that it ended, to hold a load test and a
 * worker against. Thread-safe. The oldest routes make room for new ones; counts go on over all.
 */
public final class Books {
  private static final int DEFAULT_LIMIT = 200_000;

  private final int limit;
  private final Object lock = new Object();

  /** This and what follows is guarded by the lock. */
  private final Deque<Entry> entries = new ArrayDeque<>();

  private final Map<Long, List<Entry>> byRequest = new HashMap<>();
  private long routed;
  private long waited;
  private long repeatedDeletes;
  private long unknownDeletes;

  /** How a request ended, as its worker says. */
  public enum Outcome {
    /** It has not ended, or the worker has not said so. */
    OPEN,

    /** It was answered. */
    SUCCESS,

    /** It was refused or failed: older workers say no more. */
    FAILED,

    /** It failed. */
    ERROR,

    /** Its client went. */
    CANCELLED,

    /** The worker refused it. */
    REJECTED;

    /** Write it as the CSV file has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final class Entry {
    private RouteRow row;

    Entry(RouteRow row) {
      this.row = row;
    }
  }

  Books() {
    this(DEFAULT_LIMIT);
  }

  /** Keep at most so many routes. */
  Books(int limit) {
    this.limit = limit;
  }

  /** List the routes in the order in which they were given. */
  public List<RouteRow> routes() {
    synchronized (lock) {
      return entries.stream().map(entry -> entry.row).toList();
    }
  }

  /** Count the routes that were given. */
  public long routed() {
    synchronized (lock) {
      return routed;
    }
  }

  /** Count the answers that no worker was ready. */
  public long waited() {
    synchronized (lock) {
      return waited;
    }
  }

  /** Count the ends that were reported of routes that had ended before. */
  public long repeatedDeletes() {
    synchronized (lock) {
      return repeatedDeletes;
    }
  }

  /** Count the ends that were reported of requests that were not routed to that worker. */
  public long unknownDeletes() {
    synchronized (lock) {
      return unknownDeletes;
    }
  }

  /** Write {@link #routes} as CSV, with a header line; a time that is not known is empty. */
  public void writeCsv(Appendable out) throws IOException {
    out.append("request_idx,reqnum,endpoint,worker_id,worker_url,cost,");
    out.append("routed_nanos,deleted_nanos,outcome\n");
    for (RouteRow each : routes()) {
      out.append(each.csv());
    }
  }

  void add(AuthData route, long workerId, long nanos) {
    Entry entry =
        new Entry(new RouteRow(route.withSignature(""), workerId, nanos, 0, Outcome.OPEN));
    synchronized (lock) {
      entries.add(entry);
      byRequest.computeIfAbsent(route.requestIdx(), idx -> new ArrayList<>(1)).add(entry);
      routed++;
      if (entries.size() > limit) {
        forget(entries.remove());
      }
    }
  }

  void addWaited() {
    synchronized (lock) {
      waited++;
    }
  }

  /**
   * Note how a request ended at a worker. Of several routes of one request to one worker it is the
   * oldest that has not ended: a worker reports them in its own order, and without their numbers.
   *
   * @return the route's number; empty if none of it was open
   */
  OptionalLong end(long requestIdx, long workerId, Outcome outcome, long nanos) {
    synchronized (lock) {
      List<Entry> there =
          byRequest.getOrDefault(requestIdx, List.of()).stream()
              .filter(entry -> entry.row.workerId() == workerId)
              .toList();
      for (Entry entry : there) {
        if (entry.row.outcome() == Outcome.OPEN) {
          entry.row =
              new RouteRow(entry.row.route(), workerId, entry.row.routedNanos(), nanos, outcome);
          return OptionalLong.of(entry.row.reqnum());
        }
      }
      if (there.isEmpty()) {
        unknownDeletes++;
      } else {
        repeatedDeletes++;
      }
      return OptionalLong.empty();
    }
  }

  private void forget(Entry entry) {
    List<Entry> routes = byRequest.getOrDefault(entry.row.requestIdx(), new ArrayList<>());
    routes.remove(entry);
    if (routes.isEmpty()) {
      byRequest.remove(entry.row.requestIdx());
    }
  }

  /**
   * States one route and how it ended.
   *
   * @param route what was answered, without its signature
   * @param workerId to whom
   * @param routedNanos when it was given, by the autoscaler's ticker
   * @param deletedNanos when its worker said that it ended; 0 while it is open
   * @param outcome how it ended
   */
  public record RouteRow(
      AuthData route, long workerId, long routedNanos, long deletedNanos, Outcome outcome) {

    /** Tell the request's number, the same for each of its routes. */
    public long requestIdx() {
      return route.requestIdx();
    }

    /** Tell the route's number. */
    public long reqnum() {
      return route.reqnum();
    }

    /** Tell the worker's URL. */
    public String workerUrl() {
      return route.url();
    }

    /** Tell the cost in units of work. */
    public double cost() {
      return route.cost();
    }

    private String csv() {
      return String.join(
              ",",
              route.requestIdxToken(),
              route.reqnumToken(),
              quote(route.endpoint()),
              Long.toString(workerId),
              quote(route.url()),
              route.costToken(),
              Long.toString(routedNanos),
              outcome == Outcome.OPEN ? "" : Long.toString(deletedNanos),
              outcome.toString())
          + "\n";
    }

    private static String quote(String text) {
      boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
  }
}
