package org.vespabench.runner.request;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Prompts of generated words, whose lengths are given in tokens.
 *
 * <p>Only the backend's tokenizer knows its tokens: lengths are met on average, by {@link
 * PromptWords#TOKENS_PER_WORD}, and what the plugin puts around the words comes on top.
 */
public final class SyntheticPrompts implements Prompts {
  private final Optional<Length> inputTokens;
  private final Optional<Length> outputTokens;
  private final String prefix;

  private SyntheticPrompts(
      Optional<Length> inputTokens, Optional<Length> outputTokens, String prefix) {
    this.inputTokens = inputTokens;
    this.outputTokens = outputTokens;
    this.prefix = prefix;
  }

  /**
   * Create some.
   *
   * @param inputTokens how long a prompt is, without the prefix; else the plugin says how many
   *     words it has
   * @param outputTokens how long a reply is to be; else the plugin says
   * @param sharedPrefixTokens how long the text is with which every prompt begins, in addition to
   *     {@code inputTokens}; 0 for none
   * @param seed the prefix follows from it alone, so that it is the same in all requests, those of
   *     the warm-up too
   * @throws IllegalArgumentException if the prefix is shorter than nothing
   */
  public static SyntheticPrompts of(
      Optional<Length> inputTokens,
      Optional<Length> outputTokens,
      int sharedPrefixTokens,
      long seed) {
    if (sharedPrefixTokens < 0) {
      throw new IllegalArgumentException(
          "the shared prefix must have 0 tokens or more, was " + sharedPrefixTokens);
    }
    return new SyntheticPrompts(inputTokens, outputTokens, prefix(sharedPrefixTokens, seed));
  }

  private static String prefix(int tokens, long seed) {
    RandomGenerator random = RandomStream.PREFIX.of(seed, false, 0);
    return tokens == 0 ? "" : PromptWords.make(random, PromptWords.ofTokens(tokens)) + " ";
  }

  @Override
  public Prompt of(long index, RandomGenerator random) {
    int words = inputTokens.isPresent() ? PromptWords.ofTokens(inputTokens.get().draw(random)) : 0;
    int tokens = outputTokens.isPresent() ? outputTokens.get().draw(random) : 0;
    return new Prompt("", "", words, prefix, tokens);
  }
}
