package org.vespabench.openai;

import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import java.util.random.RandomGenerator;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Settings;

/** Is the context of one request; the words of its prompt tell its index. */
record FixedContext(
    Settings settings,
    long index,
    boolean warmUp,
    Optional<String> messages,
    Optional<String> given,
    int givenTokens)
    implements RequestContext {

  static FixedContext of(Settings settings) {
    return new FixedContext(settings, 0, false, Optional.empty(), Optional.empty(), 0);
  }

  FixedContext at(long index) {
    return new FixedContext(settings, index, warmUp, messages, given, givenTokens);
  }

  FixedContext inWarmUp() {
    return new FixedContext(settings, index, true, messages, given, givenTokens);
  }

  FixedContext withMessages(String json) {
    return new FixedContext(settings, index, warmUp, Optional.of(json), given, givenTokens);
  }

  FixedContext withPrompt(String text, int tokens) {
    return new FixedContext(settings, index, warmUp, messages, Optional.of(text), tokens);
  }

  @Override
  public RandomGenerator random() {
    return new Random(index);
  }

  @Override
  public String prompt(int words) {
    return given.orElseGet(() -> words(words));
  }

  private String words(int count) {
    StringJoiner words = new StringJoiner(" ");
    for (int i = 0; i < count; i++) {
      words.add("word" + index);
    }
    return words.toString();
  }

  @Override
  public String prompt(String otherwise) {
    return given.orElse(otherwise);
  }

  @Override
  public int outputTokens(int otherwise) {
    return givenTokens > 0 ? givenTokens : otherwise;
  }
}
