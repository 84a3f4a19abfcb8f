package org.vespabench.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.benchmark.BenchmarkRunner;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.measure.Result;

/**
 * Is a {@link PluginRun} under way, on a thread of its own. Thread-safe.
 *
 * <pre>{@code
 * try (StartedRun run = PluginRun.of(new Jobs()).start(backend.url())) {
 *   backend.awaitRequest("/jobs/1");
 *   run.interrupt();
 *   assertThat(run.join().throughput()).isEmpty();
 * }
 * backend.awaitRequest("/jobs/1/cancel");
 * }</pre>
 *
 * @since 0.1
 */
public final class StartedRun implements AutoCloseable {
  private static final String REASON = "the test interrupted it";

  private final BenchmarkRunner runner;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final Object lock = new Object();
  // Guarded by lock.
  private boolean isClosed;

  private StartedRun(BenchmarkRunner runner) {
    this.runner = runner;
  }

  static StartedRun of(RunPlan plan) {
    StartedRun run =
        new StartedRun(BenchmarkRunner.open(plan, RunObserver.NONE, ClientProbe.UNKNOWN));
    Thread thread = new Thread(run::measure, "bench-kit-1");
    thread.setDaemon(true);
    thread.start();
    return run;
  }

  private void measure() {
    try {
      result.complete(measuredAndClosed());
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  private Result measuredAndClosed() {
    try {
      return measured();
    } finally {
      synchronized (lock) { // an interrupt under way must have said what is to be cancelled
        runner.close();
        isClosed = true;
      }
    }
  }

  private Result measured() {
    try {
      runner.prepare();
    } catch (BenchmarkException e) {
      return runner.notMeasured(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      return runner.notMeasured(REASON); // while it waited for the backend
    }
    return runner.measure();
  }

  /**
   * Stop it as Ctrl-C would: what is in flight is cut, and what was to be cancelled is. Does
   * nothing once it has ended.
   */
  public void interrupt() {
    synchronized (lock) {
      if (!isClosed) {
        runner.interrupt(REASON);
      }
    }
  }

  /**
   * Wait until it has ended.
   *
   * @return what was measured until then; if nothing was, it says why
   * @throws InterruptedException if the calling thread is interrupted; the run goes on
   */
  public Measurement join() throws InterruptedException {
    try {
      return new Measurement(result.get());
    } catch (ExecutionException e) {
      throw new CompletionException("the run failed by itself", e.getCause());
    }
  }

  /** Interrupt it if it has not ended yet, and do not wait. */
  @Override
  public void close() {
    interrupt();
  }
}
