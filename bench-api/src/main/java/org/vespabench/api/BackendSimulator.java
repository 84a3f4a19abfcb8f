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
   * Fail a request that would have taken a slot, as {@code --error-rate} asks for: in the form in
   * which the backend tells of failures. Called from several threads.
   *
   * @param request what arrived, never null
   * @param reply a blank reply, never null; one that stays blank answers 500
   * @return the filled reply, never null; blank by default
   */
  default SimulatedReply failure(TestRequest request, SimulatedReply reply) {
    return reply;
  }

  /**
   * Refuse a request that would have taken a slot, if the backend has a limit on how many it takes
   * on. Called from several threads.
   *
   * @param request what arrived, never null
   * @param reply a blank reply, never null; one that stays blank means that there is room
   * @param others how many requests and jobs wait or are worked on, zero or more
   * @return the reply, never null; blank by default
   */
  default SimulatedReply overload(TestRequest request, SimulatedReply reply, int others) {
    return reply;
  }

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
