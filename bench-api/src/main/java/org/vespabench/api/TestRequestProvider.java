package org.vespabench.api;

import java.util.OptionalDouble;

/**
 * Is a benchmark that is made of requests: what most plugins are. The runner benchmarks it, finds
 * its maximum and load-tests it, always with the very same requests.
 *
 * <p>List the class in {@code META-INF/services/org.vespabench.api.TestRequestProvider}. One in
 * {@code META-INF/services/org.vespabench.api.Benchmark} is found as well, and one that stands in
 * both is taken once.
 *
 * @since 0.1
 */
public interface TestRequestProvider extends Benchmark {
  /**
   * Build one request. Pure: equal contexts give equal requests. Called from several threads.
   *
   * @param context what to build it from, never null
   * @return the request, never null
   */
  TestRequest next(RequestContext context);

  /**
   * Make the best of a refusal, before anything is measured: return changed settings, and the
   * runner tries again with them; return the same, and it gives up. Pure. The runner never changes
   * a setting that the user gave, and asks at most a few times.
   *
   * @param settings the values with which the request was built, never null
   * @param refusal a reply that is not 2xx, never null
   * @return never null
   * @throws BenchmarkException if no setting helps, but the plugin can explain the refusal: the run
   *     ends with its message
   */
  default Settings adapt(Settings settings, HttpReply refusal) {
    return settings;
  }

  /**
   * Price somebody else's request, for a proxy that must say what a request costs before it is
   * sent.
   *
   * @param path the request's path, never null
   * @param body the request's body, never null
   * @return units of work, or empty if this plugin cannot tell
   */
  default OptionalDouble declared(String path, String body) {
    return OptionalDouble.empty();
  }

  /**
   * Run the standard procedure, {@link BenchmarkContext#rounds}.
   *
   * @throws InterruptedException if the user stopped the run
   */
  @Override
  default BenchmarkResult run(BenchmarkContext context) throws Exception {
    return context.rounds(this);
  }
}
