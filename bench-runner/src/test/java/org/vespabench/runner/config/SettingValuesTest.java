package org.vespabench.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Setting;

final class SettingValuesTest {
  private static final Setting<String> MODEL = Setting.text("model", "", "");
  private static final Setting<Boolean> PIN = Setting.flag("pin", true, "");
  private static final Setting<Integer> WORDS =
      Setting.integer("words", 128, "").where(n -> n > 0, "above 0");
  private static final Setting<String> KEY = Setting.text("key", "", "").secret();

  private static SettingValues values(Map<String, String> flags) {
    return new SettingResolver(Map.of())
        .resolve(List.of(MODEL, PIN, WORDS, KEY, RunnerSettings.SEED), flags);
  }

  @Test
  void whatAPluginDoesNotListCannotBeRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> values(Map.of()).get(Setting.text("other", "", "")))
        .withMessage("the setting 'other' is read, but the plugin's settings() does not list it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> values(Map.of()).with(Setting.text("other", "", ""), "x"))
        .withMessage("the setting 'other' is read, but the plugin's settings() does not list it");
  }

  @Test
  void whatACommandDoesNotHaveHasItsDefault() {
    SettingValues values = values(Map.of("words", "5"));

    assertThat(values.orDefault(Setting.RUNS)).isEqualTo(8);
    assertThat(values.sourceOf(Setting.RUNS)).isEqualTo(Source.DEFAULT);
    assertThat(values.orDefault(WORDS)).isEqualTo(5);
  }

  @Test
  void withChangesACopyAndSaysThatItWasAdapted() {
    SettingValues before = values(Map.of());
    SettingValues after = before.with(PIN, false);

    assertThat(after.get(PIN)).isFalse();
    assertThat(after.sourceOf(PIN)).isEqualTo(Source.ADAPTED);
    assertThat(before.get(PIN)).isTrue();
    assertThat(before.sourceOf(PIN)).isEqualTo(Source.DEFAULT);
  }

  @Test
  void withTextReadsAValueAsTheUsers() {
    SettingValues before = values(Map.of());
    SettingValues after = before.withText("words", "64").withText("model", "qwen");

    assertThat(after.get(WORDS)).isEqualTo(64);
    assertThat(after.get(MODEL)).isEqualTo("qwen");
    assertThat(after.sourceOf(WORDS)).isEqualTo(Source.FLAG);
    assertThat(before.get(WORDS)).isEqualTo(128);
  }

  @Test
  void withTextRefusesWhatCannotBe() {
    SettingValues values = values(Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> values.withText("other", "x"))
        .withMessage("there is no setting 'other'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> values.withText("words", "many"))
        .withMessage("words 'many' is not above 0");
  }

  @Test
  void withTextDoesNotShowASecretThatCannotBe() {
    Setting<String> pin = KEY.where(text -> text.length() > 9, "a long text");
    SettingValues values = new SettingResolver(Map.of()).resolve(List.of(pin), Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> values.withText("key", "s3cret"))
        .withMessage("key (not shown) is not a long text")
        .withNoCause();
  }

  @Test
  void changesAreWrittenInTheOrderOfDeclaration() {
    SettingValues before = values(Map.of());

    assertThat(before.changes(before.with(WORDS, 64).with(PIN, false)))
        .containsExactly("pin=false", "words=64");
    assertThat(before.changes(before.with(PIN, true))).isEmpty();
    assertThat(before.changes(before)).isEmpty();
  }

  @Test
  void aChangedSecretIsNotShown() {
    SettingValues before = values(Map.of());

    assertThat(before.changes(before.with(KEY, "s3cret"))).containsExactly("key=(set, not shown)");
  }

  @Test
  void onlyAnotherValueForWhatAPersonSetOverridesThem() {
    SettingValues before = values(Map.of("words", "64"));

    assertThat(before.overridesUser(before.with(WORDS, 32))).isTrue();
    assertThat(before.overridesUser(before.with(WORDS, 64))).isFalse();
    assertThat(before.overridesUser(before.with(PIN, false))).isFalse();
  }

  @Test
  void whatTheEnvironmentSetIsAPersonsChoiceToo() {
    SettingValues before =
        new SettingResolver(Map.of("BENCH_WORDS", "64")).resolve(List.of(WORDS), Map.of());

    assertThat(before.overridesUser(before.with(WORDS, 32))).isTrue();
  }

  @Test
  void theBackendFillsInWhatNobodySet() {
    SettingValues values = values(Map.of()).withIdentity(Map.of("model", "qwen", "version", "1"));

    assertThat(values.get(MODEL)).isEqualTo("qwen");
    assertThat(values.sourceOf(MODEL)).isEqualTo(Source.BACKEND);
    assertThat(values.all()).doesNotContainKey("version");
  }

  @Test
  void theBackendDoesNotOverruleAPerson() {
    SettingValues values = values(Map.of("model", "llama")).withIdentity(Map.of("model", "qwen"));

    assertThat(values.get(MODEL)).isEqualTo("llama");
    assertThat(values.sourceOf(MODEL)).isEqualTo(Source.FLAG);
  }

  @Test
  void whatTheBackendSaysIsLeftOutIfItCannotBe() {
    SettingValues values = values(Map.of()).withIdentity(Map.of("words", "-3"));

    assertThat(values.get(WORDS)).isEqualTo(128);
    assertThat(values.sourceOf(WORDS)).isEqualTo(Source.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 42, -7, 999_999_999_999_999_999L})
  void aGivenSeedIsTheSeed(long seed) {
    assertThat(values(Map.of("seed", Long.toString(seed))).seed()).isEqualTo(seed);
  }

  @Test
  void withoutASeedEachTimeHasAnother() {
    SettingValues values = values(Map.of());
    Set<Long> seeds = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      seeds.add(values.seed());
    }

    assertThat(seeds).hasSize(10);
  }

  @Test
  void allAreListedInOrderAndCannotBeChanged() {
    assertThat(values(Map.of()).all()).isUnmodifiable();
    assertThat(List.copyOf(values(Map.of()).all().keySet()))
        .containsExactly("model", "pin", "words", "key", "seed");
  }
}
