package org.vespabench.runner.route;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;

/** Counts where routed requests are, and what became of them. Thread-safe. */
public final class RouteCounts {
  /**
   * A moment.
   *
   * @param fetching requests that look for a worker
   * @param generating requests that a worker has
   * @param done successes
   * @param failed failures of any kind
   * @param urls the workers that were named so far
   * @param autoscalerErrors failures of the autoscaler
   * @param inferenceErrors replies of workers that were no success
   * @param connectionErrors connections to workers that failed or were lost, by URL
   */
  public record Moment(
      int fetching,
      int generating,
      long done,
      long failed,
      Set<String> urls,
      long autoscalerErrors,
      long inferenceErrors,
      Map<String, Long> connectionErrors) {}

  private final Object lock = new Object();
  // All guarded by lock.
  private final Set<String> urls = new TreeSet<>();
  private final Map<String, Long> connectionErrors = new TreeMap<>();
  private int fetching;
  private int generating;
  private long done;
  private long failed;
  private long autoscalerErrors;
  private long inferenceErrors;

  void started() {
    synchronized (lock) {
      fetching++;
    }
  }

  void routed(String worker) {
    synchronized (lock) {
      fetching--;
      generating++;
      urls.add(worker);
    }
  }

  /**
   * Count one that has ended.
   *
   * @param worker who had it, empty if nobody
   * @param failure null if it succeeded
   */
  void ended(String worker, @org.jspecify.annotations.Nullable Failure failure) {
    synchronized (lock) {
      if (worker.isEmpty()) {
        fetching--;
      } else {
        generating--;
      }
      if (failure == null) {
        done++;
      } else {
        failed++;
        count(worker, failure.kind());
      }
    }
  }

  private void count(String worker, FailureKind kind) {
    switch (kind) {
      case ROUTE -> autoscalerErrors++;
      case STATUS, BODY, TRUNCATED -> inferenceErrors++;
      case CONNECT, TIMEOUT, LOST, PROTOCOL -> connectionErrors.merge(worker, 1L, Long::sum);
      case CUT, UNSENT -> {}
    }
  }

  /** Look at them now. */
  public Moment now() {
    synchronized (lock) {
      return new Moment(
          fetching,
          generating,
          done,
          failed,
          Set.copyOf(urls),
          autoscalerErrors,
          inferenceErrors,
          Map.copyOf(connectionErrors));
    }
  }
}
