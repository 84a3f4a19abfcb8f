package org.vespabench.api;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Is what a provider builds one request from. Implemented by the runner; used by one thread.
 *
 * <p>Two contexts with the same seed, phase and index give the same random numbers and the same
 * prompts, so that a run can be repeated; two with different ones give different prompts, so that
 * no backend can answer from its prefix cache.
 *
 * @since 0.1
 */
public interface RequestContext {
  /**
   * Tell the settings in force, after {@link TestRequestProvider#adapt}.
   *
   * @return never null
   */
  Settings settings();

  /**
   * Count the requests of this phase.
   *
   * @return from 0
   */
  long index();

  /**
   * Tell whether this is before measuring: the request may be smaller, and is in no figure.
   *
   * @return true for a warm-up request
   */
  boolean warmUp();

  /**
   * Tell the chat messages that the user gave for this request.
   *
   * @return a JSON array of messages, or empty: then build them from {@link #prompt(int)}
   */
  Optional<String> messages();

  /**
   * Draw random numbers that depend on seed, phase and index alone.
   *
   * @return one generator per context, independent of the words of {@link #prompt(int)}
   */
  RandomGenerator random();

  /**
   * Tell the user's prompt; without one, make words that differ for each request. A word is two or
   * three syllables, about 2.6 tokens.
   *
   * @param words how many to make, above 0
   * @return words separated by single spaces, or the user's text; never null
   */
  String prompt(int words);

  /**
   * Tell the user's prompt; without one, the plugin's own text.
   *
   * @param otherwise the text to use, never null
   * @return never null
   */
  String prompt(String otherwise);

  /**
   * Tell the output length that came with the user's prompt; without one, the plugin's.
   *
   * @param otherwise tokens to use, above 0
   * @return tokens, above 0
   */
  int outputTokens(int otherwise);
}
