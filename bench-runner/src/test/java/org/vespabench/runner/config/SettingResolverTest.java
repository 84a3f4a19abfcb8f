package org.vespabench.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.Setting;

/** Where values come from, and what is said about bad ones. */
final class SettingResolverTest {
  private static final Setting<Integer> MAX_TOKENS =
      Setting.integer("max-tokens", 500, "").where(n -> n > 0, "a whole number above 0");
  private static final Setting<String> MODEL = Setting.text("model", "", "").env("MODEL_NAME");
  private static final Setting<String> KEY = Setting.text("key", "", "").secret();
  private static final Setting<String> WORKFLOW = Setting.file("workflow", "");

  private static SettingValues resolve(
      Map<String, String> environment, Map<String, String> flags, Setting<?>... settings) {
    return new SettingResolver(environment).resolve(List.of(settings), flags);
  }

  @Test
  void aFlagWinsOverTheEnvironment() {
    SettingValues values =
        resolve(Map.of("BENCH_MAX_TOKENS", "2"), Map.of("max-tokens", "3"), MAX_TOKENS);

    assertThat(values.get(MAX_TOKENS)).isEqualTo(3);
    assertThat(values.sourceOf(MAX_TOKENS)).isEqualTo(Source.FLAG);
  }

  @Test
  void theEnvironmentWinsOverTheDefault() {
    SettingValues values = resolve(Map.of("BENCH_MAX_TOKENS", "2"), Map.of(), MAX_TOKENS);

    assertThat(values.get(MAX_TOKENS)).isEqualTo(2);
    assertThat(values.sourceOf(MAX_TOKENS)).isEqualTo(Source.ENVIRONMENT);
  }

  @Test
  void theDefaultIsWhatIsLeft() {
    SettingValues values = resolve(Map.of("MAX_TOKENS", "2"), Map.of(), MAX_TOKENS);

    assertThat(values.get(MAX_TOKENS)).isEqualTo(500);
    assertThat(values.sourceOf(MAX_TOKENS)).isEqualTo(Source.DEFAULT);
  }

  @Test
  void anEmptyVariableIsUnset() {
    SettingValues values =
        resolve(Map.of("BENCH_MODEL", "", "MODEL_NAME", "qwen"), Map.of(), MODEL);

    assertThat(values.get(MODEL)).isEqualTo("qwen");
  }

  @Test
  void anEmptyFlagIsSet() {
    SettingValues values = resolve(Map.of("BENCH_MODEL", "qwen"), Map.of("model", ""), MODEL);

    assertThat(values.get(MODEL)).isEmpty();
    assertThat(values.sourceOf(MODEL)).isEqualTo(Source.FLAG);
  }

  @Test
  void anAliasIsKnownByItsPrefixesToo() {
    assertThat(SettingResolver.variables(MODEL))
        .containsExactly("BENCH_MODEL", "MODEL_NAME", "VESPA_MODEL_NAME", "PYWORKER_MODEL_NAME");
    assertThat(SettingResolver.variables(MAX_TOKENS)).containsExactly("BENCH_MAX_TOKENS");
  }

  @ParameterizedTest
  @CsvSource({
    "BENCH_MODEL, MODEL_NAME",
    "MODEL_NAME, VESPA_MODEL_NAME",
    "VESPA_MODEL_NAME, PYWORKER_MODEL_NAME"
  })
  void theFirstVariableThatIsSetWins(String first, String second) {
    SettingResolver resolver = new SettingResolver(Map.of(first, "one", second, "two"));

    assertThat(resolver.variable(MODEL)).contains(first);
    assertThat(resolver.resolve(List.of(MODEL), Map.of()).get(MODEL)).isEqualTo("one");
  }

  @Test
  void withoutAVariableThereIsNoneToName() {
    assertThat(new SettingResolver(Map.of("BENCH_MODEL", "")).variable(MODEL)).isEmpty();
  }

  @Test
  void ofTwoWithOneNameTheLaterDefaultWins() {
    SettingValues values = resolve(Map.of(), Map.of(), Setting.RUNS, Setting.RUNS.or(3));

    assertThat(values.get(Setting.RUNS)).isEqualTo(3);
    assertThat(values.all()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          runs     | 0         | --runs '0' is not a whole number above 0 (from the command line).
          runs     | many      | --runs 'many' is not a whole number above 0 (from the command line).
          timeout  | 5 minutes | --timeout '5 minutes' is not a number and a unit, for example 90s or 5m (from the command line).
          insecure | maybe     | --insecure 'maybe' is not true or false (from the command line).
          count    | all       | --count 'all' is not one of declared, done (from the command line).
          path     | v1        | --path 'v1' is not a path that starts with '/' (from the command line).
          requests | -1        | --requests '-1' is not a whole number, 0 or more (from the command line).
          seed     | 1.5       | --seed '1.5' is not a whole number or random (from the command line).
          """)
  void aBadFlagIsNamedWithItsValueItsSourceAndWhatIsExpected(
      String name, String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                resolve(
                    Map.of(),
                    Map.of(name, text),
                    Setting.RUNS,
                    Setting.TIMEOUT,
                    RunnerSettings.INSECURE,
                    RunnerSettings.COUNT,
                    RunnerSettings.PATH,
                    RunnerSettings.REQUESTS,
                    RunnerSettings.SEED))
        .withMessage(message);
  }

  @Test
  void aBadVariableIsNamedAsItWasSet() {
    Setting<Integer> workers = MAX_TOKENS.env("TOKENS");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> resolve(Map.of("VESPA_TOKENS", "x"), Map.of(), workers))
        .withMessage("VESPA_TOKENS='x' is not a whole number above 0 (from the environment).");
  }

  @Test
  void aFilesContentsAreTheValueAndItsPathTheText(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("flow.json"), "{\"é\": 1}\n");

    SettingValues values = resolve(Map.of(), Map.of("workflow", file.toString()), WORKFLOW);

    assertThat(values.get(WORKFLOW)).isEqualTo("{\"é\": 1}\n");
    assertThat(values.all().get("workflow").shown()).isEqualTo(file.toString());
  }

  @Test
  void aMissingFileIsSaidToBeMissing(@TempDir Path folder) {
    String path = folder.resolve("none.json").toString();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> resolve(Map.of("BENCH_WORKFLOW", path), Map.of(), WORKFLOW))
        .withMessage(
            "BENCH_WORKFLOW='%s' is not a readable text file: there is no such file (from the environment).",
            path);
  }

  @Test
  void anImpossiblePathIsNoFileEither() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resolve(Map.of(), Map.of("workflow", "a\0b"), WORKFLOW))
        .withMessageStartingWith("--workflow 'a\0b' is not a readable text file: ")
        .withMessageEndingWith(" (from the command line).");
  }

  @Test
  void noPathIsAnEmptyText() {
    assertThat(resolve(Map.of(), Map.of("workflow", ""), WORKFLOW).get(WORKFLOW)).isEmpty();
  }

  @Test
  void aSecretIsUsedButNeverShown() {
    SettingValue value = resolve(Map.of(), Map.of("key", "s3cret"), KEY).all().get("key");

    assertThat(value.value()).isEqualTo("s3cret");
    assertThat(value.shown()).isEqualTo("(set, not shown)");
    assertThat(value.toString()).isEqualTo("(set, not shown) (from the command line)");
  }

  @Test
  void aSecretThatIsNotSetShowsNothing() {
    assertThat(resolve(Map.of(), Map.of(), KEY).all().get("key").shown()).isEmpty();
  }

  @Test
  void aBadSecretIsNotEvenInTheTraceOfItsError() {
    Setting<String> checked = KEY.where(text -> text.startsWith("sk-"), "a key");

    Throwable thrown =
        catchThrowable(() -> resolve(Map.of("BENCH_KEY", "s3cret"), Map.of(), checked));

    assertThat(thrown)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("BENCH_KEY=(not shown) is not a key (from the environment).");
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("s3cret");
  }

  @Test
  void aDefaultIsWrittenAsAPersonWould() {
    assertThat(SettingResolver.text(Setting.TIMEOUT)).isEqualTo("10m");
    assertThat(SettingResolver.text(Setting.number("x", 3, ""))).isEqualTo("3");
    assertThat(SettingResolver.text(Setting.number("x", 0.5, ""))).isEqualTo("0.5");
    assertThat(SettingResolver.text(Setting.flag("x", true, ""))).isEqualTo("true");
    assertThat(SettingResolver.text(Setting.text("x", "s3cret", "").secret()))
        .isEqualTo("(set, not shown)");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, none",
    "PT0.25S, 250ms",
    "PT1.5S, 1500ms",
    "PT90S, 90s",
    "PT5M, 5m",
    "PT2H, 120m",
    "PT0.0005S, 500000ns"
  })
  void aDurationIsWrittenAsItIsRead(Duration duration, String text) {
    assertThat(DurationText.of(duration)).isEqualTo(text);
    assertThat(Setting.TIMEOUT.parse(text)).isEqualTo(duration);
  }
}
