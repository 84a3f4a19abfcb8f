package org.vespabench.runner.worker;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.fleet.StatusReporter;

/**
 * What comes before a worker serves: the backend becomes ready, is measured, the autoscaler's key
 * is fetched. Then it watches the backend. What fails is reported for as long as the worker lives.
 * Runs on a thread of its own until that is interrupted.
 */
final class Startup implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Startup.class);

  /** Pause after the key could not be fetched, for all that was tried. */
  private static final Duration BEFORE_NEXT_KEY = Duration.ofSeconds(10);

  private final long startedNanos = System.nanoTime();
  private final HealthCheck check;
  private final BackendHealth health;
  private final CapacitySource capacity;
  private final OptionalDouble fallback;
  private final @Nullable Signatures signatures;
  private final Signatures.KeySource key;
  private final WorkerState state;
  private final Optional<StatusReporter> status;

  /** Only for the thread that watches. */
  private String lastTold = "";

  /**
   * Plan it.
   *
   * @param signatures get the key; null where nothing is verified
   * @param key tries for some seconds
   */
  Startup(
      HealthCheck check,
      BackendHealth health,
      CapacitySource capacity,
      OptionalDouble fallback,
      @Nullable Signatures signatures,
      Signatures.KeySource key,
      WorkerState state,
      Optional<StatusReporter> status) {
    this.check = check;
    this.health = health;
    this.capacity = capacity;
    this.fallback = fallback;
    this.signatures = signatures;
    this.key = key;
    this.state = state;
    this.status = status;
  }

  @Override
  public void run() {
    try {
      health.awaitReady(capacity.isKept() ? check.resumeTimeout() : check.readyTimeout());
      double unitsPerSecond = measured();
      if (signatures != null) {
        fetchKey(signatures);
      }
      ready(unitsPerSecond);
      health.watch(this::told);
    } catch (BenchmarkException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the worker stops
    } catch (RuntimeException | LinkageError | AssertionError e) {
      log.error("the worker failed to start: this is a bug", e);
      fail(e.toString());
    }
  }

  private double measured() throws InterruptedException {
    try {
      return capacity.unitsPerSecond();
    } catch (BenchmarkException e) {
      if (fallback.isEmpty()) {
        throw new BenchmarkException("the benchmark failed: " + e.getMessage(), e);
      }
      log.warn(
          "the benchmark failed: {}. {} units/s are reported, which nobody measured (--fallback).",
          e.getMessage(),
          fallback.getAsDouble());
      return fallback.getAsDouble();
    }
  }

  /** An autoscaler may be away for a while: a worker that gave up would be lost for good. */
  private void fetchKey(Signatures into) throws InterruptedException {
    while (true) {
      try {
        into.use(key.pem());
        return;
      } catch (BenchmarkException | IllegalArgumentException e) {
        fail(e.getMessage() + " It is tried again.");
        TimeUnit.NANOSECONDS.sleep(BEFORE_NEXT_KEY.toNanos());
      }
    }
  }

  private void ready(double unitsPerSecond) {
    Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
    state.ready(unitsPerSecond);
    status.ifPresent(
        reporter -> {
          reporter.error("");
          reporter.loaded(unitsPerSecond, took);
        });
    log.info(
        "ready after {} s: {} units of work/s",
        String.format(Locale.ROOT, "%.1f", took.toNanos() / 1e9),
        String.format(Locale.ROOT, "%.6g", unitsPerSecond));
  }

  private void fail(String why) {
    log.error("not ready: {}", why);
    state.failed(why);
    status.ifPresent(reporter -> reporter.error(why));
  }

  private void told(String trouble) {
    if (lastTold.equals(trouble)) {
      return;
    }
    lastTold = trouble;
    if (trouble.isEmpty()) {
      log.info("the backend is well again");
    } else {
      log.warn("the backend is not well: {}", trouble);
    }
    status.ifPresent(
        reporter -> reporter.error(trouble.isEmpty() ? "" : "the backend is not well: " + trouble));
  }
}
