package org.vespabench.runner.worker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Proxy;

/** Asks the backend whether it is well. Used by one thread at a time. */
final class BackendHealth implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BackendHealth.class);

  private final HealthCheck check;
  private final HttpEngine engine;

  /** It is asked as requests are passed on: straight, without a proxy. */
  BackendHealth(HealthCheck check) {
    this.check = check;
    this.engine = HttpEngine.open(check.backend(), Proxy.of(Map.of(), check.backend().url()));
  }

  /**
   * Wait until it is well.
   *
   * @throws BenchmarkException if that takes too long
   */
  void awaitReady(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    String last = "";
    for (String trouble = trouble(); !trouble.isEmpty(); trouble = trouble()) {
      if (!trouble.equals(last)) {
        log.info("waiting for the backend: {}", trouble);
        last = trouble;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new BenchmarkException(
            "the backend was not ready within %s: %s. Look at its log, or raise READY_TIMEOUT."
                .formatted(DurationText.of(limit), trouble));
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, check.betweenStarting().toNanos()));
    }
  }

  /**
   * Look again and again, until the thread is interrupted.
   *
   * @param told what is wrong, once it has been so for some looks; an empty text once it is well
   */
  void watch(Consumer<String> told) throws InterruptedException {
    int failures = 0;
    while (true) {
      TimeUnit.NANOSECONDS.sleep(check.between().toNanos());
      String trouble = trouble();
      failures = trouble.isEmpty() ? 0 : failures + 1;
      if (failures == 0 || failures >= check.failures()) {
        told.accept(trouble);
      }
    }
  }

  /** Tell what is wrong; empty if nothing. */
  private String trouble() throws InterruptedException {
    String asked = "GET " + check.path() + " ";
    try {
      HttpReply reply =
          engine
              .session(check.limit())
              .get(check.path())
              .get(check.limit().toMillis(), TimeUnit.MILLISECONDS);
      return isWell(reply.status()) ? "" : asked + "answers " + reply.status();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message = cause.getMessage();
      return asked + "fails: " + (message == null ? cause.toString() : message);
    } catch (TimeoutException e) {
      return asked + "has no answer within " + DurationText.of(check.limit());
    }
  }

  private boolean isWell(int status) {
    return check.onlySuccess() ? status / 100 == 2 : status < 500 && status != 425 && status != 429;
  }

  @Override
  public void close() {
    engine.close();
  }
}
