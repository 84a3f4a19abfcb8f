package org.vespabench.runner.request;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Settings;

/** What one request is built from: all that is random in it follows from seed, phase and index. */
final class SeededContext implements RequestContext {
  private final Settings settings;
  private final long seed;
  private final boolean warmUp;
  private final long index;
  private final Prompt prompt;
  private @Nullable RandomGenerator random;
  private boolean askedForMessages;

  SeededContext(Settings settings, long seed, boolean warmUp, long index, Prompts prompts) {
    this.settings = settings;
    this.seed = seed;
    this.warmUp = warmUp;
    this.index = index;
    this.prompt = prompts.of(index, RandomStream.LENGTHS.of(seed, warmUp, index));
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
    askedForMessages = true;
    return prompt.messages().isEmpty() ? Optional.empty() : Optional.of(prompt.messages());
  }

  /** Tell whether the user gave messages for which the plugin never asked. */
  boolean hasUnusedMessages() {
    return !askedForMessages && !prompt.messages().isEmpty();
  }

  @Override
  public RandomGenerator random() {
    if (random == null) {
      random = RandomStream.FREE.of(seed, warmUp, index);
    }
    return random;
  }

  @Override
  public String prompt(int words) {
    if (!prompt.text().isEmpty()) {
      return prompt.text();
    }
    int wanted = prompt.words() == 0 ? words : prompt.words();
    RandomGenerator ownRandom = RandomStream.WORDS.of(seed, warmUp, index);
    return prompt.prefix() + PromptWords.make(ownRandom, wanted);
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
