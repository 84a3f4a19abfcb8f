package org.vespabench.runner.autoscaler;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.runner.auth.AuthData;

/**
 * Knows the workers and what each is busy with, and chooses between them. Thread-safe: one lock
 * over all, held for microseconds.
 */
final class Fleet {
  private static final Logger log = LoggerFactory.getLogger(Fleet.class);

  private static final int WORKER_LIMIT = 1000;
  private static final int REQUEST_LIMIT = 100_000;

  /** Longer than any request takes. */
  private static final long REQUEST_NANOS = TimeUnit.HOURS.toNanos(1);

  private final AutoscalerOptions options;
  private final Books books;
  private final long timeoutNanos;
  private final Object lock = new Object();

  /** This and what follows is guarded by the lock. Those that reported last come last. */
  private final Map<Long, Worker> workers = new LinkedHashMap<>();

  /** By number, in the order of their numbers. */
  private final Map<Long, Request> requests = new LinkedHashMap<>();

  private long lastRequestIdx;
  private long lastReqnum;

  /** Is what a client asked a route for, perhaps several times. */
  private static final class Request {
    private final long idx;
    private final String endpoint;
    private final long askedNanos;

    /** Who has it, if anybody, and under which number. */
    private @Nullable Worker worker;

    private long reqnum;

    Request(long idx, String endpoint, long askedNanos) {
      this.idx = idx;
      this.endpoint = endpoint;
      this.askedNanos = askedNanos;
    }
  }

  /**
   * States where a request goes.
   *
   * @param requestIdx its number
   * @param route what is to be signed; empty if no worker is ready
   * @param breakdown the workers by state
   */
  record Choice(long requestIdx, Optional<AuthData> route, String breakdown) {}

  Fleet(AutoscalerOptions options, Books books) {
    this.options = options;
    this.books = books;
    this.timeoutNanos = options.workerTimeout().toNanos();
  }

  void report(WorkerReport report) {
    synchronized (lock) {
      long now = options.ticker().nanos();
      Worker worker = workers.remove(report.id());
      if (worker == null) {
        worker = new Worker(report, now);
      }
      workers.put(report.id(), worker);
      worker.report(report, now);
      worker.dropStrays(now - timeoutNanos);
      if (workers.size() > WORKER_LIMIT) {
        workers.remove(workers.keySet().iterator().next());
      }
      tell(worker, now);
    }
  }

  /** Tell the observer whose state has changed by time alone. */
  void look() {
    synchronized (lock) {
      long now = options.ticker().nanos();
      workers.values().forEach(worker -> tell(worker, now));
    }
  }

  /**
   * Choose the worker that is soonest done with what it has. A request that is known counts once:
   * whoever had it before is rid of it, and gets it again only if no other worker is ready.
   *
   * @param requestIdx the request's number if it was asked for before, else 0
   */
  Choice route(String endpoint, String costToken, long requestIdx) {
    synchronized (lock) {
      long now = options.ticker().nanos();
      forgetOldRequests(now);
      Request request = request(endpoint, requestIdx, now);
      Worker before = request.worker;
      release(request);
      Optional<Worker> chosen =
          workers.values().stream()
              .filter(one -> one.state(now, timeoutNanos) == WorkerRow.State.READY)
              .min(order(before));
      Optional<AuthData> route =
          chosen.map(worker -> give(request, worker, new Terms(endpoint, costToken), now));
      if (route.isEmpty()) {
        books.addWaited();
      }
      return new Choice(request.idx, route, route.isEmpty() ? breakdown(now) : "");
    }
  }

  private record Terms(String endpoint, String costToken) {}

  void end(long workerId, long requestIdx, Books.Outcome outcome) {
    synchronized (lock) {
      Worker worker = workers.get(workerId);
      books
          .end(requestIdx, workerId, outcome, options.ticker().nanos())
          .ifPresent(
              reqnum -> {
                if (worker != null) {
                  worker.release(reqnum);
                }
              });
    }
  }

  /** List the workers by number. */
  List<WorkerRow> rows() {
    synchronized (lock) {
      long now = options.ticker().nanos();
      return workers.values().stream()
          .map(worker -> worker.row(worker.state(now, timeoutNanos)))
          .sorted(Comparator.comparingLong(WorkerRow::id))
          .toList();
    }
  }

  private static Comparator<Worker> order(@Nullable Worker before) {
    return Comparator.<Worker, Boolean>comparing(worker -> worker == before)
        .thenComparingDouble(Worker::busySeconds)
        .thenComparingLong(Worker::routes)
        .thenComparingLong(Worker::id);
  }

  private Request request(String endpoint, long requestIdx, long now) {
    Request known = requests.get(requestIdx);
    if (known != null && known.endpoint.equals(endpoint)) {
      return known;
    }
    Request request = new Request(++lastRequestIdx, endpoint, now);
    requests.put(request.idx, request);
    return request;
  }

  private AuthData give(Request request, Worker worker, Terms terms, long now) {
    AuthData route =
        new AuthData(
            terms.costToken(),
            terms.endpoint(),
            Long.toString(++lastReqnum),
            Long.toString(request.idx),
            "",
            worker.url());
    request.worker = worker;
    request.reqnum = lastReqnum;
    worker.take(lastReqnum, request.idx, route.cost(), now);
    books.add(route, worker.id(), now);
    return route;
  }

  private static void release(Request request) {
    if (request.worker != null) {
      request.worker.release(request.reqnum);
    }
  }

  private void forgetOldRequests(long now) {
    Iterator<Request> oldest = requests.values().iterator();
    while (oldest.hasNext()) {
      Request request = oldest.next();
      if (requests.size() <= REQUEST_LIMIT && now - request.askedNanos <= REQUEST_NANOS) {
        return;
      }
      release(request);
      oldest.remove();
    }
  }

  private String breakdown(long now) {
    Map<WorkerRow.State, Integer> counts = new EnumMap<>(WorkerRow.State.class);
    workers.values().forEach(one -> counts.merge(one.state(now, timeoutNanos), 1, Integer::sum));
    StringJoiner text = new StringJoiner(", ").setEmptyValue("no workers");
    counts.forEach((state, count) -> text.add(state + ": " + count));
    return text.toString();
  }

  private void tell(Worker worker, long now) {
    WorkerRow.State state = worker.state(now, timeoutNanos);
    if (worker.isNews(state)) {
      try {
        options.observer().accept(worker.row(state));
      } catch (RuntimeException e) { // it must not cost the worker its report
        log.warn("the observer of worker {} failed", worker.id(), e);
      }
    }
  }
}
