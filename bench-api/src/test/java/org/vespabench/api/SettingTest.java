package org.vespabench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users may write, and what settings say about themselves. */
final class SettingTest {
  private static final Setting<Duration> SPAN = Setting.duration("span", Duration.ZERO, "a span");

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "90s, PT90S",
    "5m, PT5M",
    "1h30m, PT1H30M",
    "1h30m15s, PT1H30M15S",
    "1.5s, PT1.5S",
    "0.5m, PT30S",
    "2d, PT48H",
    "10us, PT0.00001S",
    "7ns, PT0.000000007S",
    "90S, PT90S",
    "' 90s ', PT90S",
    "none, PT0S",
    "NONE, PT0S",
    "0, PT0S",
    "0s, PT0S"
  })
  void aDurationIsNumbersWithUnits(String text, Duration expected) {
    assertThat(SPAN.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "s", "5 minutes", "-5s", "1h-30m", "5x", "1h 30m", "x5s", "1e3s", ".5s"})
  void whatHasNoUnitIsNoDuration(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SPAN.parse(text))
        .withMessage("'" + text + "' is not a number and a unit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999d", "0.1ns"})
  void aDurationThatNanosecondsCannotHoldIsOutOfRange(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SPAN.parse(text))
        .withMessage("'" + text + "' is out of range");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "' 12 ', 12", "-3, -3", "2147483647, 2147483647"})
  void anIntegerIsAWholeNumber(String text, int expected) {
    assertThat(Setting.integer("n", 1, "").parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.0", "1e3", "ten", "2147483648", "1 000"})
  void anythingElseIsNoInteger(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Setting.integer("n", 1, "").parse(text));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5", "' 2 ', 2", "-1e3, -1000", "1E-7, 0.0000001"})
  void aNumberMayHaveAFraction(String text, double expected) {
    assertThat(Setting.number("x", 1, "").parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "Infinity", "-Infinity", "1e400", "1,5", "x", "10d", "5f"})
  void anythingElseIsNoNumber(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Setting.number("x", 1, "").parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "1, true",
    "yes, true",
    "on, true",
    "' on ', true",
    "false, false",
    "0, false",
    "no, false",
    "off, false"
  })
  void aFlagIsOnOrOff(String text, boolean expected) {
    Setting<Boolean> flag = Setting.flag("x", false, "");

    assertThat(flag.parse(text)).isEqualTo(expected);
    assertThat(flag.isFlag()).isTrue();
    assertThat(flag.isFile()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "maybe", "truee"})
  void aFlagIsNothingElse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.flag("x", false, "").parse(text))
        .withMessage("'" + text + "' is not true or false");
  }

  @Test
  void aChoiceIsOneOfItsWordsAndTheFirstByDefault() {
    Setting<String> choice = Setting.choice("count", "which", "declared", "done");

    assertThat(choice.defaultValue()).isEqualTo("declared");
    assertThat(choice.parse("done")).isEqualTo("done");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> choice.parse("Done"))
        .withMessage("'Done' is not one of declared, done");
  }

  @Test
  void aFileHoldsTextAndIsEmptyByDefault() {
    Setting<String> file = Setting.file("workflow", "a workflow");

    assertThat(file.isFile()).isTrue();
    assertThat(file.isFlag()).isFalse();
    assertThat(file.defaultValue()).isEmpty();
    assertThat(file.parse(" {}\n")).isEqualTo(" {}\n");
    assertThat(file.expected()).isEqualTo("a readable text file");
  }

  @Test
  void textIsTakenAsItStands() {
    assertThat(Setting.text("x", "", "").parse(" a b ")).isEqualTo(" a b ");
  }

  @Test
  void whereRefusesWhatDoesNotHold() {
    Setting<Integer> words = Setting.integer("words", 128, "").where(n -> n > 0, "above 0");

    assertThat(words.parse("1")).isEqualTo(1);
    assertThat(words.expected()).isEqualTo("above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> words.parse("0"))
        .withMessage("'0' is not above 0");
  }

  @Test
  void aSecondConditionIsAddedToTheFirst() {
    Setting<Integer> both =
        Setting.integer("n", 1, "").where(n -> n > 0, "above 0").where(n -> n < 9, "below 9");

    assertThat(both.parse("5")).isEqualTo(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> both.parse("0"))
        .withMessage("'0' is not above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> both.parse("9"))
        .withMessage("'9' is not below 9");
  }

  @Test
  void orChangesOnlyTheDefaultOfACopy() {
    Setting<Integer> three = Setting.RUNS.or(3);

    assertThat(three.defaultValue()).isEqualTo(3);
    assertThat(Setting.RUNS.defaultValue()).isEqualTo(8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.parse("0"))
        .withMessage("'0' is not a whole number above 0");
  }

  @Test
  void envAddsVariablesInOrderToACopy() {
    Setting<String> plain = Setting.text("model", "", "");
    Setting<String> more = plain.env("MODEL_NAME").env("MODEL");

    assertThat(more.aliases()).containsExactly("MODEL_NAME", "MODEL").isUnmodifiable();
    assertThat(plain.aliases()).isEmpty();
  }

  @Test
  void secretMarksACopy() {
    Setting<String> plain = Setting.text("key", "", "");

    assertThat(plain.isSecret()).isFalse();
    assertThat(plain.secret().isSecret()).isTrue();
    assertThat(plain.secret().or("a").env("KEY").where(t -> true, "any").isSecret()).isTrue();
  }

  @Test
  void settingsAreEqualByName() {
    Setting<String> text = Setting.text("x", "", "one");

    assertThat(text).isEqualTo(Setting.integer("x", 1, "two")).hasToString("x");
    assertThat(text).hasSameHashCodeAs(Setting.integer("x", 1, "two"));
    assertThat(text).isNotEqualTo(Setting.text("y", "", "one")).isNotEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X", "maxTokens", "max_tokens", "-x", "x-", "x--y", "1x", "a b"})
  void aNameIsLowerCaseWords(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.text(name, "", ""))
        .withMessage("a setting's name is lower-case words joined by '-', was '" + name + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "max-tokens", "top-5", "cacert2"})
  void goodNamesAreKept(String name) {
    assertThat(Setting.text(name, "", "help").name()).isEqualTo(name);
  }

  @Test
  void aDefaultAndAHelpAreNeeded() {
    assertThatNullPointerException()
        .isThrownBy(() -> Setting.text("x", null, ""))
        .withMessage("defaultValue");
    assertThatNullPointerException()
        .isThrownBy(() -> Setting.text("x", "", null))
        .withMessage("help");
    assertThatNullPointerException()
        .isThrownBy(() -> Setting.text("x", "", "").env(null))
        .withMessage("variable");
  }

  @Test
  void theConstantsHaveTheDocumentedDefaults() {
    assertThat(Setting.RUNS.name()).isEqualTo("runs");
    assertThat(Setting.RUNS.defaultValue()).isEqualTo(8);
    assertThat(Setting.CONCURRENCY.name()).isEqualTo("concurrency");
    assertThat(Setting.CONCURRENCY.defaultValue()).isEqualTo(10);
    assertThat(Setting.TIMEOUT.name()).isEqualTo("timeout");
    assertThat(Setting.TIMEOUT.defaultValue()).isEqualTo(Duration.ofMinutes(10));
    assertThat(Setting.TIMEOUT.help()).isEqualTo("time limit of one request, or none");
  }
}
