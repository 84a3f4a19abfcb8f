package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.simulate.Capacity;

/** A plugin's test, as its author would write it. */
@Timeout(60)
final class PluginRunTest {
  private static final PluginRun WORDS =
      PluginRun.of(new Words()).with("runs", "2").with("concurrency", "1").with("units", "4");

  @Test
  void whatABackendAnswersIsMeasured() throws Exception {
    try (ScriptedBackend backend =
        Words.backend(
            ScriptedReply.json("{\"done\": 4}"),
            ScriptedReply.json("{\"done\": 3}").withDelay(Duration.ofMillis(5)),
            ScriptedReply.json("{}"))) {
      Measurement measured = WORDS.against(backend.url());

      assertThat(measured.reason()).isEmpty();
      assertThat(measured.unit()).isEqualTo("words");
      assertThat(measured.throughput()).isPresent();
      assertThat(measured.completed()).isEqualTo(2);
      assertThat(measured.declared()).isEqualTo(8);
      assertThat(measured.done()).isEqualTo(3 + 4);
      assertThat(measured.estimated()).isEqualTo(1);
      assertThat(measured.verdict()).isEqualTo("suspect");
      assertThat(measured.doubts()).isNotEmpty();
      assertThat(measured.interrupted()).isFalse();
      assertThat(measured.samples("e2e")).isEqualTo(2);
      assertThat(measured).asString().endsWith(" words/s, 2 completed, 0 failed {}");
    }
  }

  @Test
  void failuresAreListedByKind() throws Exception {
    ScriptedReply good = ScriptedReply.json("{\"done\": 4}");
    try (ScriptedBackend backend = Words.backend(good, ScriptedReply.status(429, "slow"), good)) {
      Measurement measured = WORDS.against(backend.url());

      assertThat(measured.failed()).isEqualTo(1);
      assertThat(measured.failures()).containsOnlyKeys("status:429");
      assertThat(measured.failures().get("status:429")).contains("slow");
    }
  }

  @Test
  void whereNothingWasMeasuredTheReasonIsTold() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.html("<html>gone</html>"))) {
      Measurement measured = WORDS.against(backend.url());

      assertThat(measured.throughput()).isEmpty();
      assertThat(measured.reason().orElseThrow()).contains("<html>gone</html>");
      assertThat(measured.verdict()).isEqualTo("invalid");
      assertThat(measured).asString().startsWith(measured.reason().orElseThrow() + ", 0 completed");
    }
  }

  @Test
  void identityAndBackendsModelAreTold() throws Exception {
    try (ScriptedBackend backend =
        Words.backend(ScriptedReply.json("{\"done\": 4}"))
            .on("/model", ScriptedReply.text("small"))) {
      assertThat(WORDS.against(backend.url()).identity()).isEqualTo(Map.of("model", "small"));
    }
  }

  @Test
  void thePluginsOwnSimulatorAnswers() throws Exception {
    Capacity capacity = Capacity.defaults().withStreamRate(10_000).withTtft(Duration.ZERO);

    Measurement measured = WORDS.onSimulator(capacity);

    assertThat(measured.done()).isEqualTo(2 * 4);
    assertThat(measured.estimated()).isZero();
  }

  @Test
  void aPluginWithoutSimulatorHasNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginRun.of(new GoodPlugins.Own()).onSimulator(Capacity.defaults()))
        .withMessage("kit.own:benchmark is no BackendSimulator");
  }

  @Test
  void requestsAreThoseThatAMeasurementSends() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.json("{\"done\": 4}"))) {
      assertThat(WORDS.against(backend.url()).completed()).isEqualTo(2);

      TestRequest warmUp = WORDS.warmUpRequest();
      assertThat(Words.bodies(backend))
          .containsExactly(warmUp.body(), WORDS.request(0).body(), WORDS.request(1).body());
    }
  }

  @Test
  void requestsAreOfProvidersOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginRun.of(new GoodPlugins.Own()).request(0))
        .withMessage("kit.own:benchmark is no TestRequestProvider");
  }

  @Test
  void settingsAreAsThePluginSeesThem() {
    assertThat(WORDS.settings().get(Setting.RUNS)).isEqualTo(2);
    assertThat(PluginRun.of(new Words()).settings().get(Setting.RUNS)).isEqualTo(3);
  }

  @Test
  void aBadValueIsNamedWhereItIsGiven() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WORDS.with("runs", "0"))
        .withMessage("--runs '0' is not a whole number above 0 (from PluginRun.with).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WORDS.with("text", "/no/such/file"))
        .withMessageEndingWith("there is no such file (from PluginRun.with).");
  }

  @Test
  void aSettingThatThereIsNotIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WORDS.with("unts", "4"))
        .withMessageStartingWith(
            "test.words:benchmark has no setting 'unts': did you mean 'units'? There are: api-key,"
                + " cacert, concurrency, ")
        .withMessageEndingWith(" text, timeout, token, units, url, wait");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WORDS.with("temperature", "0"))
        .withMessageStartingWith("test.words:benchmark has no setting 'temperature'. There are: ");
  }

  @Test
  void aSettingWithTheNameOfAFlagIsNamed() {
    PluginRun run = PluginRun.of(new BadListings.Seeded());
    String message =
        "org.vespabench.testkit.BadListings$Seeded breaks the contract: its setting 'seed' has the"
            + " name of one of the runner's own flags. Rename it";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.against(URI.create("http://127.0.0.1:9")))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.with("runs", "1"))
        .withMessage(message);
  }
}
