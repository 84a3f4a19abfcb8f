package org.vespabench.api;

import java.net.URI;
import java.util.function.Function;

/**
 * Is what a benchmark measures with. Implemented by the runner; used by the thread that runs the
 * benchmark.
 *
 * @since 0.1
 */
public interface BenchmarkContext {
  /**
   * Tell where the backend is: for protocols other than HTTP.
   *
   * @return an absolute URL, never null
   */
  URI backendUrl();

  /**
   * Speak HTTP to the backend outside any measurement.
   *
   * @return a session that lasts as long as the run, never null
   */
  HttpSession http();

  /**
   * Tell the settings in force.
   *
   * @return never null
   */
  Settings settings();

  /**
   * Run the standard procedure: one warm-up request, then {@link Setting#RUNS} rounds of {@link
   * Setting#CONCURRENCY} requests, and the best round's throughput.
   *
   * @param requests where requests come from, never null
   * @return what was measured, never null
   * @throws BenchmarkException if the warm-up fails, or no round has a success
   * @throws InterruptedException if the user stopped the run
   */
  BenchmarkResult rounds(TestRequestProvider requests) throws InterruptedException;

  /**
   * Send one request that is in no figure.
   *
   * @param request builds it, never null
   * @throws BenchmarkException if it fails: measuring would be pointless
   * @throws InterruptedException if the user stopped the run
   */
  void warmUp(Function<RequestContext, TestRequest> request) throws InterruptedException;

  /**
   * Keep {@code concurrency} requests in flight until {@code total} are done. With both the same,
   * it is one round: fire them all, wait for all.
   *
   * @param concurrency above 0
   * @param total above 0
   * @param requests builds each; may be called from several threads; never null
   * @return what was done, never null
   * @throws InterruptedException if the user stopped the run
   */
  LoadResult load(int concurrency, int total, Function<RequestContext, TestRequest> requests)
      throws InterruptedException;

  /**
   * Tell the user how far it is: for procedures of the plugin's own.
   *
   * @param done steps, from 0
   * @param total steps, above 0
   * @param message one line, never null
   */
  void progress(int done, int total, String message);
}
