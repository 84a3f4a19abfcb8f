package org.vespabench.runner.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.Verifier;
import org.vespabench.runner.measure.Ticker;

/**
 * Says whether the autoscaler signed a request. Where a signature does not match, its key may be
 * another by now: it is fetched anew, and those that do not match wait for it. Thread-safe.
 */
final class Signatures implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Signatures.class);

  /** So often at most is the key fetched because of signatures that do not match. */
  private static final long BETWEEN_NANOS = Duration.ofSeconds(5).toNanos();

  /** More would be somebody who floods the worker: those are refused at once. */
  private static final int MOST_IN_DOUBT = 1000;

  private final KeySource source;
  private final Ticker ticker;
  private final ExecutorService fetcher =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "bench-key-1");
            thread.setDaemon(true);
            return thread;
          });

  private final Object lock = new Object();
  // Written under lock.
  private volatile @Nullable Verifier verifier;
  // Both guarded by lock.
  private final List<Doubt> doubts = new ArrayList<>();
  private long fetchedNanos;

  /** Asks the autoscaler for its public key. */
  @FunctionalInterface
  interface KeySource {
    /**
     * Fetch it.
     *
     * @return in PEM form
     * @throws BenchmarkException if it is not to be had
     */
    String pem() throws InterruptedException;
  }

  private record Doubt(AuthData authData, Consumer<Boolean> told) {}

  Signatures(KeySource source, Ticker ticker) {
    this.source = source;
    this.ticker = ticker;
  }

  /**
   * Use a key from now on.
   *
   * @throws IllegalArgumentException if it is none
   */
  void use(String pem) {
    Verifier next = Verifier.of(pem);
    synchronized (lock) {
      verifier = next;
      fetchedNanos = ticker.nanos();
    }
  }

  /**
   * Check a request.
   *
   * @param told called once with the answer, at once or on another thread; must not block
   */
  void check(AuthData authData, Consumer<Boolean> told) {
    if (isGood(authData)) {
      told.accept(true);
    } else if (!doubted(new Doubt(authData, told))) {
      told.accept(false);
    }
  }

  private boolean isGood(AuthData authData) {
    Verifier known = verifier;
    return known != null && known.verify(authData);
  }

  /** Keep it until the key has been fetched; false if it is not worth it. */
  private boolean doubted(Doubt doubt) {
    synchronized (lock) {
      boolean fetching = !doubts.isEmpty();
      boolean early = !fetching && ticker.nanos() - fetchedNanos < BETWEEN_NANOS;
      if (verifier == null || early || doubts.size() >= MOST_IN_DOUBT) {
        return false;
      }
      if (!fetching && !fetch()) {
        return false;
      }
      doubts.add(doubt);
      return true;
    }
  }

  private boolean fetch() {
    try {
      fetcher.execute(this::refetch);
      return true;
    } catch (RejectedExecutionException e) { // closed meanwhile
      return false;
    }
  }

  private void refetch() {
    try {
      use(source.pem());
    } catch (BenchmarkException | IllegalArgumentException | IllegalStateException e) {
      log.warn(
          "a signature does not match, and the key cannot be fetched anew: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    settle();
  }

  private void settle() {
    List<Doubt> all;
    synchronized (lock) {
      all = List.copyOf(doubts);
      doubts.clear();
      fetchedNanos = ticker.nanos();
    }
    all.forEach(this::tell);
  }

  private void tell(Doubt doubt) {
    try {
      doubt.told().accept(isGood(doubt.authData()));
    } catch (RuntimeException | Error e) { // others wait to be told
      log.error("a request could not go on after its signature was checked", e);
    }
  }

  @Override
  public void close() {
    fetcher.shutdownNow();
    settle();
  }
}
