package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.config.Source;

final class RequestModelsTest {
  private static final Words WORDS = new Words();
  private static final ModelMix MIX = ModelMix.parse("llama3.2:1b=3,b=1");

  @Test
  void eachRequestAsksForTheModelThatIsToldOfIt() {
    RequestFactory factory = factory(42).withModels(MIX);

    for (int i = 0; i < 100; i++) {
      assertThat(modelIn(factory.build(WORDS::next, false, i))).isEqualTo(factory.model(false, i));
      assertThat(modelIn(factory.build(WORDS::next, true, i))).isEqualTo(factory.model(true, i));
    }
  }

  @Test
  void modelsAreDrawnByWeight() {
    RequestFactory factory = factory(42).withModels(MIX);
    long first = models(factory, false).filter(MIX.names().get(0)::equals).count();

    double p =
        ChiSquareTest.withDefaults()
            .test(new double[] {3, 1}, new long[] {first, 10_000 - first})
            .getPValue();

    assertThat(p).isGreaterThan(0.001);
  }

  @Test
  void modelsFollowFromSeedAndPhase() {
    List<String> models = models(factory(42).withModels(MIX), false).toList();

    assertThat(models(factory(42).withModels(MIX), false)).isEqualTo(models);
    assertThat(models(factory(43).withModels(MIX), false)).isNotEqualTo(models);
    assertThat(models(factory(42).withModels(MIX), true)).isNotEqualTo(models);
  }

  @Test
  void modelsChangeNothingElse() {
    TestRequest mixed = factory(42).withModels(MIX).build(WORDS::next, false, 1);
    TestRequest plain = factory(42).build(WORDS::next, false, 1);

    assertThat(mixed.body().replace("\"" + modelIn(mixed) + "\"", "\"none\""))
        .isEqualTo(plain.body());
  }

  @Test
  void withoutAMixThePluginsModelStays() {
    assertThat(factory(42).model(false, 0)).isEmpty();
    assertThat(modelIn(factory(42).build(WORDS::next, false, 0))).isEqualTo("none");
  }

  @Test
  void thePluginSeesTheModelAsTheUsers() {
    RequestFactory factory = factory(42).withModels(ModelMix.parse("a"));

    factory.build(
        context -> {
          SettingValues settings = (SettingValues) context.settings();
          assertThat(settings.get(Words.MODEL)).isEqualTo("a");
          assertThat(settings.sourceOf(Words.MODEL)).isEqualTo(Source.FLAG);
          return TestRequest.get("/");
        },
        false,
        0);

    assertThat(factory.settings().get(Words.MODEL)).isEqualTo("none");
  }

  @Test
  void otherSettingsKeepTheModels() {
    RequestFactory before = factory(42).withModels(MIX);
    RequestFactory after = before.with(before.settings().with(Words.PIN, false));

    TestRequest request = after.build(WORDS::next, false, 3);

    assertThat(modelIn(request)).isEqualTo(before.model(false, 3));
    assertThat(request.body()).doesNotContain("pin");
  }

  @Test
  void aBenchmarkWithoutModelsTakesNone() {
    RequestFactory factory = new RequestFactory(settings(), 42);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.withModels(MIX))
        .withMessage(
            "--models llama3.2:1b=3,b=1: this benchmark has no setting 'model', so it cannot ask"
                + " for one of several.");
  }

  @Test
  void aModelThatTheBenchmarkDoesNotTakeIsRefused() {
    RequestFactory factory =
        new RequestFactory(settings(Setting.choice("model", "which", "small", "large")), 42);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.withModels(ModelMix.parse("small,huge=2")))
        .withMessage("--models small,huge=2: model 'huge' is not one of small, large");
  }

  private static SettingValues settings(Setting<?>... settings) {
    return new SettingResolver(Map.of()).resolve(List.of(settings), Map.of());
  }

  private static Stream<String> models(RequestFactory factory, boolean warmUp) {
    return LongStream.range(0, 10_000).mapToObj(index -> factory.model(warmUp, index));
  }

  private static RequestFactory factory(long seed) {
    return new RequestFactory(RunPlan.settings(WORDS, Map.of()), seed);
  }

  private static String modelIn(TestRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject().get("model").getAsString();
  }
}
