package org.vespabench.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Remembers what a {@link ScriptedBackend} was asked. Thread-safe. */
final class Arrivals {
  private final Object lock = new Object();
  // Guarded by lock, which is notified when one was added.
  private final List<ReceivedRequest> requests = new ArrayList<>();

  void add(ReceivedRequest request) {
    synchronized (lock) {
      requests.add(request);
      lock.notifyAll();
    }
  }

  /** List them in the order in which they came. */
  List<ReceivedRequest> list() {
    synchronized (lock) {
      return List.copyOf(requests);
    }
  }

  List<ReceivedRequest> list(String path) {
    return list().stream().filter(request -> request.path().equals(path)).toList();
  }

  /** Wait for the first for a path. */
  ReceivedRequest await(String path, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (lock) {
      while (list(path).isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          List<String> paths = list().stream().map(ReceivedRequest::path).distinct().toList();
          throw new AssertionError(
              "no request for %s came within %d ms; what came: %s"
                  .formatted(path, patience.toMillis(), paths));
        }
        lock.wait(left);
      }
    }
    return list(path).get(0);
  }
}
