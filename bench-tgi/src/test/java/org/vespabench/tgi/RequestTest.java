package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.vespabench.api.TestRequest;
import org.vespabench.testkit.PluginRun;

/** What is sent. */
class RequestTest {
  private static final PluginRun RUN = PluginRun.of(new TgiGenerate());

  @Test
  void theDefaultsAreThoseOfTheBenchmark() {
    TestRequest request = RUN.request(0);

    JsonObject body = Json.object(request.body());
    assertThat(request).hasToString("POST /generate");
    assertThat(request.declared()).isEqualTo(256);
    assertThat(body.keySet()).containsExactly("inputs", "parameters");
    assertThat(body.get("parameters"))
        .isEqualTo(
            JsonParser.parseString("{'max_new_tokens': 256, 'temperature': 0.7, 'details': true}"));
  }

  @Test
  void thePromptIsThePassageThenWords() {
    String inputs = inputs(RUN.request(0));

    assertThat(inputs).startsWith(TgiGenerate.PASSAGE + "\n\n");
    assertThat(inputs.substring(TgiGenerate.PASSAGE.length() + 2).split(" ")).hasSize(250);
  }

  @Test
  void thePassageHasAboutSixtyWords() {
    assertThat(TgiGenerate.PASSAGE.split(" ")).hasSizeBetween(55, 65);
  }

  @Test
  void theWarmUpIsSmaller() {
    TestRequest request = RUN.warmUpRequest();

    assertThat(inputs(request).substring(TgiGenerate.PASSAGE.length() + 2).split(" ")).hasSize(50);
    assertThat(parameters(request).get("max_new_tokens").getAsInt()).isEqualTo(100);
    assertThat(request.declared()).isEqualTo(100);
  }

  @Test
  void theWarmUpNeverAsksForMoreThanMeasuredRequests() {
    TestRequest request = RUN.with("max-tokens", "16").warmUpRequest();

    assertThat(parameters(request).get("max_new_tokens").getAsInt()).isEqualTo(16);
    assertThat(request.declared()).isEqualTo(16);
  }

  @Test
  void everyNumberIsASetting() {
    PluginRun run =
        RUN.with("prompt-words", "7")
            .with("warmup-words", "3")
            .with("max-tokens", "32")
            .with("warmup-tokens", "8")
            .with("temperature", "1.5");

    TestRequest request = run.request(0);
    TestRequest warmUp = run.warmUpRequest();

    assertThat(inputs(request).substring(TgiGenerate.PASSAGE.length() + 2).split(" ")).hasSize(7);
    assertThat(parameters(request).get("max_new_tokens").getAsInt()).isEqualTo(32);
    assertThat(parameters(request).get("temperature").getAsDouble()).isEqualTo(1.5);
    assertThat(inputs(warmUp).substring(TgiGenerate.PASSAGE.length() + 2).split(" ")).hasSize(3);
    assertThat(parameters(warmUp).get("max_new_tokens").getAsInt()).isEqualTo(8);
  }

  @Test
  void aStreamIsAnotherPathWithTheSameBody() {
    TestRequest streamed = RUN.with("stream", "true").request(0);

    assertThat(streamed).hasToString("POST /generate_stream");
    assertThat(streamed.body()).isEqualTo(RUN.request(0).body());
    assertThat(streamed.declared()).isEqualTo(256);
  }

  @Test
  void equalContextsGiveEqualRequestsAndOthersDoNot() {
    String request = RUN.request(1).body();

    assertThat(RUN.request(1).body()).isEqualTo(request);
    assertThat(RUN.request(2).body()).isNotEqualTo(request);
  }

  @Test
  void theUsersPromptIsSentAlone() {
    TestRequest request = RUN.with("prompt", "Say \"<hi>\"\n").request(0);

    assertThat(inputs(request)).isEqualTo("Say \"<hi>\"\n");
    assertThat(request.body()).contains("Say \\\"<hi>\\\"\\n");
  }

  private static JsonObject parameters(TestRequest request) {
    return Json.object(request.body()).getAsJsonObject("parameters");
  }

  private static String inputs(TestRequest request) {
    return Json.object(request.body()).get("inputs").getAsString();
  }
}
