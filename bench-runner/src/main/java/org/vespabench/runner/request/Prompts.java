package org.vespabench.runner.request;

import java.util.random.RandomGenerator;

/** Where prompts come from. Implementations are thread-safe. */
@FunctionalInterface
public interface Prompts {
  /**
   * The index of the first request of a load test's warm-up: so far behind those that are measured
   * that nothing random in it is like in any of them.
   */
  long WARM_UP = 1L << 60;

  /** The plugin's own, or the words that it asks for. */
  Prompts PLUGINS = (index, random) -> Prompt.PLUGINS;

  /** Ask the same in each request; empty for the plugin's own. */
  static Prompts always(String text) {
    Prompt prompt = Prompt.of(text);
    return (index, random) -> prompt;
  }

  /**
   * Find what one request is to ask.
   *
   * @param index which request, from 0, or from {@link #WARM_UP}
   * @param random depends on seed, phase and index alone
   */
  Prompt of(long index, RandomGenerator random);
}
