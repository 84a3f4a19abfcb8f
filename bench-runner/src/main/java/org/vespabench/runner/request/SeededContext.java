package org.vespabench.runner.request;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Settings;

/** What one request is built from: all that is random in it follows from seed, phase and index. */
final class SeededContext implements RequestContext {
  private static final long FREE = 1;
  private static final long WORDS = 2;
  private static final long LENGTHS = 3;

  private final Settings settings;
  private final long seed;
  private final boolean warmUp;
  private final long index;
  private final Prompt prompt;
  private @Nullable RandomGenerator random;

  SeededContext(Settings settings, long seed, boolean warmUp, long index, Prompts prompts) {
    this.settings = settings;
    this.seed = seed;
    this.warmUp = warmUp;
    this.index = index;
    this.prompt = prompts.of(index, stream(LENGTHS));
  }

  private RandomGenerator stream(long number) {
    long mixed = mix(mix(mix(seed) + index) + (warmUp ? 7 : 3));
    return new SplittableRandom(mix(mixed + number));
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): near seeds give unlike streams. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public boolean warmUp() {
    return warmUp;
  }

  @Override
  public Optional<String> messages() {
    return prompt.messages().isEmpty() ? Optional.empty() : Optional.of(prompt.messages());
  }

  @Override
  public RandomGenerator random() {
    if (random == null) {
      random = stream(FREE);
    }
    return random;
  }

  @Override
  public String prompt(int words) {
    if (!prompt.text().isEmpty()) {
      return prompt.text();
    }
    int wanted = prompt.words() == 0 ? words : prompt.words();
    return prompt.prefix() + PromptWords.make(stream(WORDS), wanted);
  }

  @Override
  public String prompt(String otherwise) {
    return prompt.text().isEmpty() ? otherwise : prompt.text();
  }

  @Override
  public int outputTokens(int otherwise) {
    return prompt.outputTokens() == 0 ? otherwise : prompt.outputTokens();
  }
}
