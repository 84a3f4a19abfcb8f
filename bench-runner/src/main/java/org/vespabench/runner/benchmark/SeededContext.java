package org.vespabench.runner.benchmark;

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

  private final Settings settings;
  private final long seed;
  private final boolean warmUp;
  private final long index;
  private final String userPrompt;
  private @Nullable RandomGenerator random;

  SeededContext(Settings settings, long seed, boolean warmUp, long index, String userPrompt) {
    this.settings = settings;
    this.seed = seed;
    this.warmUp = warmUp;
    this.index = index;
    this.userPrompt = userPrompt;
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
    return Optional.empty();
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
    return userPrompt.isEmpty() ? PromptWords.make(stream(WORDS), words) : userPrompt;
  }

  @Override
  public String prompt(String otherwise) {
    return userPrompt.isEmpty() ? otherwise : userPrompt;
  }

  @Override
  public int outputTokens(int otherwise) {
    return otherwise;
  }
}
