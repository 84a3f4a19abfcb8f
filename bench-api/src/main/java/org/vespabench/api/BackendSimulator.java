package org.vespabench.api;

/**
 * Plays the plugin's backend, without a model: implement it beside {@link Benchmark}, in the same
 * class. It gives the plugin a demo, and a backend for its tests whose true capacity is known.
 *
 * <p>Stateless: the runner owns slots, jobs and the clock, and decides when a reply leaves.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface BackendSimulator {
  /**
   * Fill in the reply to one request. Called from several threads.
   *
   * @param request what arrived: method, path with its query, body and headers; never null
   * @param reply a blank reply, never null; one that stays blank answers 500
   * @return the filled reply, never null
   */
  SimulatedReply simulate(TestRequest request, SimulatedReply reply);

  /**
   * Tell how many requests the backend works on at a time, where {@code --slots} does not say.
   *
   * @param concurrency how many the benchmark has in flight
   * @return above 0; as many by default
   */
  default int slots(int concurrency) {
    return concurrency;
  }
}
