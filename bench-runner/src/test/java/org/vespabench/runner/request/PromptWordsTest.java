package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.config.SettingValues;

final class PromptWordsTest {
  private static final SettingValues SETTINGS = RunPlan.settings(new Words(), Map.of());

  @Test
  void thereAreAsManyWordsAsAskedFor() {
    assertThat(PromptWords.make(new SplittableRandom(1), 250).split(" ", -1))
        .hasSize(250)
        .allMatch(word -> word.matches("[a-z]{4,9}"));
    assertThat(PromptWords.make(new SplittableRandom(1), 1)).doesNotContain(" ");
    assertThat(PromptWords.make(new SplittableRandom(1), 0)).isEmpty();
  }

  @Test
  void onePromptHardlyRepeatsAWord() {
    List<String> words = List.of(PromptWords.make(new SplittableRandom(7), 250).split(" "));

    assertThat(new HashSet<>(words)).hasSizeGreaterThan(240);
  }

  @Test
  void eachIndexPhaseAndSeedHasAnotherPrompt() {
    Set<String> prompts = new HashSet<>();
    int made = 0;
    for (long seed : new long[] {0, 1, 2, -1, Long.MAX_VALUE}) {
      for (long index = 0; index < 100; index++) {
        prompts.add(context(seed, false, index).prompt(8));
        prompts.add(context(seed, true, index).prompt(8));
        made += 2;
      }
    }

    assertThat(prompts).hasSize(made);
  }

  @Test
  void promptsDoNotBeginAlike() {
    LongFunction<String> beginning = index -> context(5, false, index).prompt(250).substring(0, 16);

    assertThat(LongStream.range(0, 500).mapToObj(beginning)).doesNotHaveDuplicates();
  }

  @Test
  void aPromptIsTheSameHoweverMuchElseIsDrawn() {
    SeededContext one = context(5, false, 3);
    SeededContext other = context(5, false, 3);
    long drawn = one.random().nextLong();

    assertThat(one.prompt(20)).isEqualTo(other.prompt(20)).isEqualTo(one.prompt(20));
    assertThat(other.random().nextLong()).isEqualTo(drawn);
    assertThat(one.random().nextLong()).isNotEqualTo(drawn);
  }

  /** Published results name their seed: it shall give the same prompts in later versions too. */
  @Test
  void aSeedGivesTheSameInEveryVersion() {
    assertThat(context(42, false, 7).prompt(3)).isEqualTo("paqui kahel wenkel");
    assertThat(context(-1, true, 0).prompt(3)).isEqualTo("travri lenpagor ronlasel");
    assertThat(context(42, false, 7).random().nextLong()).isEqualTo(-2402031030024306579L);
  }

  @Test
  void randomnessDiffersByIndexAndPhase() {
    List<Long> drawn =
        List.of(
            context(5, false, 0).random().nextLong(),
            context(5, false, 1).random().nextLong(),
            context(5, true, 0).random().nextLong(),
            context(6, false, 0).random().nextLong());

    assertThat(drawn).doesNotHaveDuplicates();
  }

  @Test
  void theUsersPromptReplacesEveryOther() {
    SeededContext context = new SeededContext(SETTINGS, 5, false, 0, Prompts.always("say it"));

    assertThat(context.prompt(250)).isEqualTo("say it");
    assertThat(context.prompt("the plugin's")).isEqualTo("say it");
  }

  @Test
  void withoutAUsersPromptThePluginsOwnIsTaken() {
    assertThat(context(5, false, 0).prompt("the plugin's")).isEqualTo("the plugin's");
  }

  @Test
  void itTellsWhichRequestItIs() {
    SeededContext context = context(5, true, 9);

    assertThat(context.warmUp()).isTrue();
    assertThat(context.index()).isEqualTo(9);
    assertThat(context.settings()).isSameAs(SETTINGS);
    assertThat(context.outputTokens(77)).isEqualTo(77);
    assertThat(context.messages()).isEmpty();
  }

  private static SeededContext context(long seed, boolean warmUp, long index) {
    return new SeededContext(SETTINGS, seed, warmUp, index, Prompts.PLUGINS);
  }
}
