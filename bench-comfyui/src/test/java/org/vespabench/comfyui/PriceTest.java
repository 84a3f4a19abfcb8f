package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.PluginRun;

/** What an image costs. */
class PriceTest {
  @ParameterizedTest
  @CsvSource({
    "512, 512, 20, 5242.88",
    "512, 512, 21, 5510.024",
    "512, 512, 30, 7869.32",
    "512, 512, 31, 8136.464",
    "513, 512, 20, 5263.12",
    "768, 768, 20, 11806.48",
    "769, 768, 20, 11831.84",
    "1024, 1024, 28, 29385.128",
    "1024, 1024, 30, 31482.28",
    "1025, 1024, 20, 21022",
    "1280, 720, 50, 46110",
    "64, 64, 1, 4.096"
  })
  void theFormulaHasInclusiveThresholds(int width, int height, int steps, double price) {
    assertThat(Price.formula(width, height, steps)).isCloseTo(price, within(1e-9));
  }

  @Test
  void aRequestIsPricedByTheSettings() {
    PluginRun run = PluginRun.of(new ComfyUiSync()).with("width", "768").with("height", "768");

    assertThat(run.request(0).declared()).isCloseTo(11_806.48, within(1e-9));
    assertThat(run.with("steps", "1").request(0).declared()).isCloseTo(599.824, within(1e-9));
  }

  @Test
  void everyJobCostsTheSameIfThatIsAskedFor() {
    PluginRun run = PluginRun.of(new ComfyUiNative()).with("workload", "fixed100");

    assertThat(run.request(0).declared()).isEqualTo(100);
    assertThat(run.with("steps", "50").request(0).declared()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"runsync", "generate", "runpod"})
  void aRequestOfAnyWrapperIsPricedByItsGraph(String api) {
    String body =
        PluginRun.of(new ComfyUiSync())
            .with("api", api)
            .with("width", "1024")
            .with("height", "1024")
            .with("steps", "28")
            .request(0)
            .body();

    assertThat(new ComfyUiSync().declared("/runsync", body).orElseThrow())
        .isCloseTo(29_385.128, within(1e-9));
  }

  @Test
  void aRequestToPlainComfyUiIsPricedByItsGraph() {
    String body = PluginRun.of(new ComfyUiNative()).with("steps", "31").request(0).body();

    assertThat(new ComfyUiNative().declared("/prompt", body).orElseThrow())
        .isCloseTo(8_136.464, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'input':{'modifier':'Text2Image','modifications':{'width':512,'height':512,'steps':21}}} | 5510.024
          {'prompt':{'1':{'class_type':'EmptySD3LatentImage','inputs':{'width':64,'height':64,'batch_size':3}},'2':{'class_type':'BasicScheduler','inputs':{'steps':1}}}} | 12.288
          {'prompt':{'1':{'class_type':'ImageScale','inputs':{'width':9,'height':9}},'2':{'class_type':'EmptyLatentImage','inputs':{'width':64,'height':64}},'3':{'class_type':'KSampler','inputs':{'steps':1}}}} | 4.096
          """)
  void aSizeIsFoundWhereverItIs(String body, double price) {
    assertThat(new ComfyUiSync().declared("/any", body.replace('\'', '"')).orElseThrow())
        .isCloseTo(price, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{'prompt':'a cat'}",
        "{'input':[]}",
        "{'input':{'workflow_json':{'1':5,'2':{'class_type':7,'inputs':[]}}}}",
        "{'prompt':{'1':{'class_type':'KSampler','inputs':{'steps':31}}}}",
        "{'input':{'modifications':{'width':['4',0],'height':512,'steps':20}}}",
        "{'input':{'modifications':{'width':-512,'height':-512,'steps':31}}}",
        "{'input':{'modifications':{'width':1e308,'height':1e308,'steps':31}}}"
      })
  void whatHasNoSizeHasNoPrice(String body) {
    assertThat(new ComfyUiSync().declared("/runsync", body.replace('\'', '"'))).isEmpty();
  }
}
