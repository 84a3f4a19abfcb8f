package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;

final class RequestFactoryTest {
  @Test
  void whatThePluginMakesIsLeftAlone() {
    TestRequest request = TestRequest.post("/a", "no json").declaring(3);

    assertThat(factory(Map.of()).build(context -> request, false, 0)).isSameAs(request);
  }

  @Test
  void thePathIsReplacedAndNothingElse() {
    TestRequest request = TestRequest.post("/a", "{}").declaring(3).header("X-A", "1");

    TestRequest built = factory(Map.of("path", "/b?c=1")).build(context -> request, false, 0);

    assertThat(built.path()).isEqualTo("/b?c=1");
    assertThat(built.body()).isEqualTo("{}");
    assertThat(built.declared()).isEqualTo(3);
    assertThat(built.headers()).isEqualTo(Map.of("X-A", "1"));
  }

  @Test
  void theExtraBodyAddsAndReplacesFields() {
    TestRequest request = TestRequest.post("/a", "{\"n\": 1, \"kept\": true}").declaring(3);

    TestRequest built =
        factory(Map.of("extra-body", "{\"n\": 2, \"nested\": {\"x\": null}}"))
            .build(context -> request, false, 0);

    assertThat(JsonParser.parseString(built.body()))
        .isEqualTo(JsonParser.parseString("{\"n\": 2, \"kept\": true, \"nested\": {\"x\": null}}"));
    assertThat(built.declared()).isEqualTo(3);
  }

  @Test
  void aRequestWithoutABodyGetsNone() {
    TestRequest built =
        factory(Map.of("extra-body", "{\"n\": 2}"))
            .build(context -> TestRequest.get("/a"), false, 0);

    assertThat(built.body()).isEmpty();
  }

  @Test
  void onlyKeysWithAnotherValueAreOverridden() {
    TestRequest request = TestRequest.post("/a", "{\"n\": 1, \"m\": \"x\"}");

    assertThat(
            factory(Map.of("extra-body", "{\"n\": 1, \"m\": \"y\", \"new\": 1}"))
                .overriddenKeys(context -> request))
        .containsExactly("m");
    assertThat(factory(Map.of()).overriddenKeys(context -> request)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "{\"n\": ", "7", "\"text\""})
  void anExtraBodyThatIsNoObjectIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory(Map.of("extra-body", text)))
        .withMessage(
            "--extra-body '" + text + "' is not a JSON object, such as '{\"top_p\": 0.9}'.");
  }

  @Test
  void aBodyThatIsNoObjectCannotBeMerged() {
    RequestFactory factory = factory(Map.of("extra-body", "{\"n\": 2}"));

    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> factory.build(context -> TestRequest.post("/a", "[1]"), false, 0))
        .withMessage("--extra-body cannot be merged: the body is no JSON object");
    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> factory.build(context -> TestRequest.post("/a", "{\"n\""), false, 0))
        .withMessage("--extra-body cannot be merged: the body is no JSON");
  }

  @Test
  void thePluginIsToldPhaseIndexAndPrompt() {
    RequestFactory factory = factory(Map.of("prompt", "say it"));

    TestRequest built =
        factory.build(
            context ->
                TestRequest.get(
                    "/%s/%d/%s"
                        .formatted(
                            context.warmUp(),
                            context.index(),
                            context.prompt(3).replace(' ', '-'))),
            true,
            4);

    assertThat(built.path()).isEqualTo("/true/4/say-it");
  }

  @Test
  void otherSettingsKeepTheSeed() {
    RequestFactory before = factory(Map.of());
    RequestFactory after = before.with(before.settings().with(Words.PIN, false));
    Words words = new Words();

    String prompt = prompt(before.build(words::next, false, 1));

    assertThat(prompt(after.build(words::next, false, 1))).isEqualTo(prompt);
    assertThat(after.build(words::next, false, 1).body()).doesNotContain("pin");
  }

  private static String prompt(TestRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject().get("prompt").getAsString();
  }

  private static RequestFactory factory(Map<String, String> flags) {
    return new RequestFactory(RunPlan.settings(new Words(), flags), 42);
  }
}
