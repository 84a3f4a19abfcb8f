package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.Setting;
import org.vespabench.runner.config.LoadSettings;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.load.Limits;
import org.vespabench.runner.load.LoadShape;
import org.vespabench.runner.load.Rate;
import org.vespabench.runner.load.Stage;
import org.vespabench.runner.load.WarmUp;

final class StageReaderTest {
  @Test
  void aRateIsAnOpenLoop() {
    assertThat(stage("rps=12.5 n=100"))
        .isEqualTo(
            new Stage(
                "12.5 requests/s",
                new LoadShape.Open(Rate.constant(12.5), false),
                new Limits(100, Duration.ZERO, Limits.UNLIMITED)));
    assertThat(stage("rps=10 duration=5s poisson=true max-in-flight=7"))
        .isEqualTo(
            new Stage(
                "10 requests/s at random times",
                new LoadShape.Open(Rate.constant(10), true),
                new Limits(Long.MAX_VALUE, Duration.ofSeconds(5), 7)));
  }

  @Test
  void aRampEndsWithItsTimeUnlessSomethingElseIsSaid() {
    Stage ramp = stage("ramp=1:50:2m");

    assertThat(ramp.shape())
        .isEqualTo(new LoadShape.Open(new Rate(1, 50, Duration.ofMinutes(2)), false));
    assertThat(ramp.limits().window()).isEqualTo(Duration.ofMinutes(2));
    assertThat(ramp.name()).isEqualTo("1 to 50 requests/s in 2m");
    assertThat(stage("ramp=1:50:2m duration=3m").limits().window())
        .isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void slotsAreAClosedLoop() {
    assertThat(stage("concurrency=20 ramp-up=4s duration=1m"))
        .isEqualTo(
            new Stage(
                "20 in flight",
                new LoadShape.Closed(20, Duration.ofSeconds(4)),
                new Limits(Long.MAX_VALUE, Duration.ofMinutes(1), Limits.UNLIMITED)));
  }

  @Test
  void withoutALimitItLastsHalfAMinute() {
    assertThat(stage("rps=3").limits().window()).isEqualTo(Duration.ofSeconds(30));
    assertThat(stage("concurrency=3").limits().window()).isEqualTo(Duration.ofSeconds(30));
    assertThat(stage("rps=3 n=2").limits().window()).isZero();
  }

  @Test
  void aConcurrencyOfTheEnvironmentGivesWayToARate() {
    Map<String, String> environment = Map.of("BENCH_CONCURRENCY", "9");

    assertThat(StageReader.stage(values("rps=3", environment), "").name())
        .isEqualTo("3 requests/s");
    assertThat(StageReader.stage(values("", environment), "").name()).isEqualTo("9 in flight");
  }

  @Test
  void aReplayHasTheTimesOfItsFile() {
    Stage replay = new Stage("r", shape("{\"ms\": 0}\n\n{\"ms\": 12.5}\n"), anyNumber());

    assertThat(replay.shape()).isEqualTo(new LoadShape.Replay(List.of(0L, 12_500_000L)));
  }

  private static LoadShape shape(String replay) {
    return new LoadShape.Replay(ReplayFile.parse(replay).offsetsNanos());
  }

  private static Limits anyNumber() {
    return new Limits(Long.MAX_VALUE, Duration.ZERO, Limits.UNLIMITED);
  }

  @Test
  void aReplayMayHaveLengths() {
    ReplayFile file =
        ReplayFile.parse("{\"ms\": 0, \"input_tokens\": 260, \"output_tokens\": 7}\n{\"ms\": 1}\n");

    assertThat(file.hasLengths()).isTrue();
    assertThat(file.prompts().get(0).words()).isEqualTo(100);
    assertThat(file.prompts().get(0).outputTokens()).isEqualTo(7);
    assertThat(file.prompts().get(1).words()).isZero();
    assertThat(ReplayFile.parse("{\"ms\": 1}").hasLengths()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | there are no lines in it",
        "{\"ms\": 1 | line 1: is no JSON",
        "[1] | line 1: is no JSON object",
        "{\"at\": 1} | line 1: has no number 'ms' of 0 or more",
        "{\"ms\": -1} | line 1: has no number 'ms' of 0 or more",
        "{\"ms\": \"1\"} | line 1: has no number 'ms' of 0 or more",
        "{\"ms\": 1, \"output_tokens\": 0} | line 1: 'output_tokens' is no whole number",
        "{\"ms\": 1, \"input_tokens\": 1.5} | line 1: 'input_tokens' is no whole number",
      })
  void aBadLineOfAReplayIsNamed(String text, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReplayFile.parse(text))
        .withMessageStartingWith("--replay")
        .withMessageContaining(what)
        .withMessageContaining("{\"ms\": 12.5");
  }

  @Test
  void aReplayDoesNotGoBack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReplayFile.parse("{\"ms\": 5}\n\n{\"ms\": 4}"))
        .withMessageStartingWith("--replay, line 3: 'ms' is below that of the line before");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n=3 | how hard to push is not said: give -rps R, --ramp FROM:TO:TIME, --replay FILE, or --concurrency C.",
        "rps=3 concurrency=2 | -rps and --concurrency contradict each other: give one of them.",
        "rps=3 ramp=1:2:3s | -rps and --ramp contradict each other: give one of them.",
        "concurrency=3 poisson=true | --poisson is for -rps and --ramp: with --concurrency it says nothing.",
        "rps=3 ramp-up=3s | --ramp-up is for --concurrency: with -rps it says nothing. --ramp changes a rate.",
        "concurrency=3 max-in-flight=3 | --max-in-flight is for -rps, --ramp and --replay: --concurrency itself is how many are in flight.",
        "ramp=1:2 | --ramp '1:2' is not FROM:TO:TIME, two rates and a time, for example 1:50:2m.",
        "ramp=1:0:3s | --ramp '1:0:3s' is not FROM:TO:TIME, two rates and a time, for example 1:50:2m.",
        "ramp=a:2:3s | --ramp 'a:2:3s' is not FROM:TO:TIME, two rates and a time, for example 1:50:2m.",
        "ramp=1:2:3 | --ramp '1:2:3' is not FROM:TO:TIME, two rates and a time, for example 1:50:2m.",
      })
  void whatContradictsItselfIsRefused(String flags, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> stage(flags)).withMessage(message);
  }

  @Test
  void aWarmUpIsANumberOrATime() {
    assertThat(StageReader.warmUp(values("warmup=20", Map.of())))
        .isEqualTo(new WarmUp(20, Duration.ZERO));
    assertThat(StageReader.warmUp(values("warmup=10s", Map.of())))
        .isEqualTo(new WarmUp(0, Duration.ofSeconds(10)));
    assertThat(StageReader.warmUp(values("", Map.of()))).isEqualTo(WarmUp.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StageReader.warmUp(values("warmup=ten", Map.of())))
        .withMessage(
            "--warmup 'ten' is neither a number of requests nor a time, for example 20 or 10s.");
  }

  private static Stage stage(String flags) {
    return StageReader.stage(values(flags, Map.of()), "");
  }

  private static SettingValues values(String flags, Map<String, String> environment) {
    Map<String, String> given = new HashMap<>();
    Arrays.stream(flags.split(" "))
        .filter(flag -> !flag.isEmpty())
        .map(flag -> flag.split("=", 2))
        .forEach(pair -> given.put(pair[0], pair[1]));
    List<Setting<?>> known = new ArrayList<>(LoadSettings.ofShape());
    known.add(LoadSettings.WARMUP);
    known.add(RunnerSettings.PROMPT);
    return new SettingResolver(environment).resolve(known, given);
  }
}
