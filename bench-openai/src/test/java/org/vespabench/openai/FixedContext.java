package org.vespabench.openai;

import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Settings;

/** Is a context in which the user gave what no command takes yet: messages, or a length. */
record FixedContext(Settings settings, Optional<String> messages, String prompt, int givenTokens)
    implements RequestContext {

  static FixedContext withMessages(Settings settings, String json) {
    return new FixedContext(settings, Optional.of(json), "", 0);
  }

  static FixedContext withPrompt(Settings settings, String text, int tokens) {
    return new FixedContext(settings, Optional.empty(), text, tokens);
  }

  @Override
  public long index() {
    return 0;
  }

  @Override
  public boolean warmUp() {
    return false;
  }

  @Override
  public RandomGenerator random() {
    return new Random(0);
  }

  @Override
  public String prompt(int words) {
    return prompt.isEmpty() ? "word ".repeat(words).strip() : prompt;
  }

  @Override
  public String prompt(String otherwise) {
    return prompt.isEmpty() ? otherwise : prompt;
  }

  @Override
  public int outputTokens(int otherwise) {
    return givenTokens > 0 ? givenTokens : otherwise;
  }
}
