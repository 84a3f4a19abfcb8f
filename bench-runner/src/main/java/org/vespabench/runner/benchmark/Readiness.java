package org.vespabench.runner.benchmark;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.http.HttpEngine;

/** Waits for a backend to be ready: {@code --wait}. */
final class Readiness {
  private static final Duration BETWEEN = Duration.ofMillis(500);
  private static final Duration ONE_REQUEST = Duration.ofSeconds(5);

  private Readiness() {}

  /**
   * Poll the health path. A status of 200 to 499 but 425 and 429 means ready: some backends have no
   * such path and answer 404 as soon as they serve.
   *
   * @throws BenchmarkException if it does not become ready in time
   */
  static void await(HttpEngine engine, String path, Duration limit, RunObserver observer)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    String last = "";
    while (true) {
      String state = ask(engine, path);
      if (state.isEmpty()) {
        return;
      }
      if (!state.equals(last)) {
        observer.note("waiting for the backend: %s".formatted(state));
        last = state;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new BenchmarkException(
            "the backend was not ready within %s (GET %s: %s). Look at its log, or raise --wait."
                    .formatted(DurationText.of(limit), path, state)
                + " See docs/troubleshooting.md#backend-down");
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, BETWEEN.toNanos()));
    }
  }

  /** Tell what is in the way; empty if nothing. */
  private static String ask(HttpEngine engine, String path) throws InterruptedException {
    try {
      HttpReply reply =
          engine.session(ONE_REQUEST).get(path).get(ONE_REQUEST.toMillis(), TimeUnit.MILLISECONDS);
      boolean ready = reply.status() < 500 && reply.status() != 425 && reply.status() != 429;
      return ready ? "" : "it answers " + reply.status();
    } catch (ExecutionException e) {
      return "it does not answer yet";
    } catch (TimeoutException e) {
      return "it accepts connections but does not answer";
    }
  }
}
