package org.vespabench.runner.fleet;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finished requests that the autoscaler was not told of yet, oldest first. Thread-safe. */
final class FinishedQueue {
  static final int CAPACITY = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(FinishedQueue.class);

  private final int capacity;
  private final Object lock = new Object();
  // Both guarded by lock.
  private final Deque<FinishedRequest> requests = new ArrayDeque<>();
  private boolean warned;

  FinishedQueue(int capacity) {
    this.capacity = capacity;
  }

  void add(FinishedRequest request) {
    boolean warn = false;
    synchronized (lock) {
      requests.add(request);
      if (requests.size() > capacity) {
        requests.remove();
        warn = !warned;
        warned = true;
      }
    }
    if (warn) {
      LOG.warn(
          "{} finished requests wait to be reported, and no more are kept: the oldest are dropped."
              + " The autoscaler takes those for unfinished.",
          capacity);
    }
  }

  /** List the oldest that are meant, without taking them away. */
  List<FinishedRequest> oldest(int most, Predicate<FinishedRequest> meant) {
    synchronized (lock) {
      return requests.stream().filter(meant).limit(most).toList();
    }
  }

  /** Take away exactly these: equal ones that came later stay. */
  void remove(List<FinishedRequest> told) {
    Set<FinishedRequest> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    gone.addAll(told);
    synchronized (lock) {
      requests.removeIf(gone::contains);
      warned = warned && requests.size() >= capacity;
    }
  }

  int size() {
    synchronized (lock) {
      return requests.size();
    }
  }
}
