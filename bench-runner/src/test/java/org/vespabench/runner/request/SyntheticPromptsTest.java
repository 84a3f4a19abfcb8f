package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.config.SettingValues;

final class SyntheticPromptsTest {
  private static final SettingValues SETTINGS = RunPlan.settings(new Words(), Map.of());

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,1", "4,2", "26,10", "128,49", "650,250", "1000000,384615"})
  void aWordIsSomeTokens(String tokens, int words) {
    SyntheticPrompts prompts = SyntheticPrompts.of(length(tokens), Optional.empty(), 0, 42);

    assertThat(prompts.of(0, random())).isEqualTo(new Prompt("", "", words, "", 0));
  }

  @Test
  void withoutAnythingAllIsLeftToThePlugin() {
    SyntheticPrompts prompts = SyntheticPrompts.of(Optional.empty(), Optional.empty(), 0, 42);

    assertThat(prompts.of(0, random())).isEqualTo(Prompt.PLUGINS);
  }

  @Test
  void aReplyIsAsLongAsAskedFor() {
    SyntheticPrompts prompts = SyntheticPrompts.of(Optional.empty(), length("77"), 0, 42);

    assertThat(prompts.of(0, random())).isEqualTo(new Prompt("", "", 0, "", 77));
  }

  @Test
  void bothLengthsAreDrawnForEachRequest() {
    SyntheticPrompts prompts = SyntheticPrompts.of(length("100:300"), length("128~32"), 0, 42);

    assertThat(mean(prompts, Prompt::words)).isCloseTo(200 / 2.6, within(1.0));
    assertThat(mean(prompts, Prompt::outputTokens)).isCloseTo(128, within(1.3));
  }

  private static double mean(Prompts prompts, ToIntFunction<Prompt> length) {
    RandomGenerator random = random();
    return IntStream.range(0, 10_000)
        .map(i -> length.applyAsInt(prompts.of(i, random)))
        .average()
        .orElseThrow();
  }

  @Test
  void thePrefixLeadsAllPromptsAndTheirWordsDiffer() {
    SyntheticPrompts prompts = SyntheticPrompts.of(length("26"), Optional.empty(), 52, 42);

    String first = prompt(prompts, false, 0);
    String second = prompt(prompts, false, 1);
    String warmUp = prompt(prompts, true, 0);

    String prefix = prompts.of(0, random()).prefix();
    assertThat(prefix).matches("([a-z]+ ){20}");
    assertThat(first).startsWith(prefix).matches("([a-z]+ ){29}[a-z]+");
    assertThat(second).startsWith(prefix).isNotEqualTo(first);
    assertThat(warmUp).startsWith(prefix).isNotEqualTo(first);
  }

  @Test
  void thePrefixLeadsAsManyWordsAsThePluginAsksForToo() {
    SyntheticPrompts prompts = SyntheticPrompts.of(Optional.empty(), Optional.empty(), 52, 42);

    assertThat(prompt(prompts, false, 0).split(" ")).hasSize(20 + 5);
  }

  @Test
  void thePrefixFollowsFromTheSeed() {
    assertThat(prefix(52, 42)).isEqualTo(prefix(52, 42)).isNotEqualTo(prefix(52, 43));
  }

  @Test
  void theShortestPrefixIsAWord() {
    assertThat(prefix(1, 42)).matches("[a-z]+ ");
  }

  @Test
  void aLongerPrefixBeginsWithAShorterOne() {
    assertThat(prefix(520, 42)).startsWith(prefix(52, 42));
  }

  @Test
  void aPrefixBelowNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SyntheticPrompts.of(Optional.empty(), Optional.empty(), -1, 42))
        .withMessage("the shared prefix must have 0 tokens or more, was -1");
  }

  private static String prefix(int tokens, long seed) {
    return SyntheticPrompts.of(Optional.empty(), Optional.empty(), tokens, seed)
        .of(0, random())
        .prefix();
  }

  private static String prompt(Prompts prompts, boolean warmUp, long index) {
    return new SeededContext(SETTINGS, 42, warmUp, index, prompts).prompt(5);
  }

  private static Optional<Length> length(String text) {
    return Optional.of(Length.parse(text));
  }

  private static RandomGenerator random() {
    return new SplittableRandom(7);
  }
}
