package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.TestRequest;
import org.vespabench.testkit.PluginRun;

/** What is sent to be embedded, and what it declares. */
class EmbeddingsRequestTest {
  private static final OpenAiEmbeddings PLUGIN = new OpenAiEmbeddings();
  private static final PluginRun RUN = PluginRun.of(PLUGIN);

  @Test
  void oneTextIsSentAsAPlainText() {
    TestRequest request = RUN.request(0);

    assertThat(request).hasToString("POST /v1/embeddings");
    assertThat(body(request).keySet()).containsExactly("model", "input");
    assertThat(body(request).get("model").getAsString()).isEqualTo("model");
    assertThat(body(request).get("input").getAsString().split(" ")).hasSize(128);
  }

  @Test
  void aBatchIsAListOfTextsThatAreAllDifferent() {
    List<String> texts = texts(RUN.with("batch", "16").with("prompt-words", "20").request(0));

    assertThat(texts).hasSize(16).doesNotHaveDuplicates();
    assertThat(texts).allSatisfy(text -> assertThat(text.split(" ")).hasSize(20));
  }

  @Test
  void requestsDifferAndCanBeRepeated() {
    PluginRun run = RUN.with("batch", "2");

    assertThat(run.request(1).body()).isEqualTo(run.request(1).body());
    assertThat(texts(run.request(1))).doesNotContainAnyElementsOf(texts(run.request(2)));
  }

  @Test
  void theWarmUpIsAsLargeAsTheOthersSoThatLimitsShowThere() {
    PluginRun run = RUN.with("batch", "4").with("prompt-words", "30");

    assertThat(run.warmUpRequest().declared()).isEqualTo(run.request(0).declared());
    assertThat(texts(run.warmUpRequest())).doesNotContainAnyElementsOf(texts(run.request(0)));
  }

  @Test
  void aRequestDeclaresTheEstimatedTokensOfAllItsTexts() {
    assertThat(RUN.request(0).declared()).isEqualTo(333);
    assertThat(RUN.with("batch", "16").request(0).declared()).isEqualTo(16 * 333);
    assertThat(RUN.with("tokens-per-word", "1.5").request(0).declared()).isEqualTo(192);
  }

  @Test
  void theUsersTextIsSentAsItIsAndDeclaredByItsOwnWords() {
    PluginRun run = RUN.with("prompt", "Say \"hi\"\n to all").with("tokens-per-word", "2");

    assertThat(body(run.request(0)).get("input").getAsString()).isEqualTo("Say \"hi\"\n to all");
    assertThat(run.request(0).declared()).isEqualTo(8);
    assertThat(texts(run.with("batch", "3").request(0)))
        .hasSize(3)
        .containsOnly("Say \"hi\"\n to all");
    assertThat(run.with("batch", "3").request(0).declared()).isEqualTo(24);
  }

  @Test
  void aTextWithoutWordsStillHasAPrice() {
    assertThat(RUN.with("prompt", " ").request(0).declared()).isEqualTo(1);
  }

  @Test
  void modelAndEncodingAreSettings() {
    JsonObject body = body(RUN.with("model", "bge").with("encoding-format", "base64").request(0));

    assertThat(body.get("model").getAsString()).isEqualTo("bge");
    assertThat(body.get("encoding_format").getAsString()).isEqualTo("base64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2049"})
  void batchesThatNoServerTakesAreRefused(String size) {
    assertThatThrownBy(() -> RUN.with("batch", size).request(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a whole number from 1 to 2048");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-2.6"})
  void aWordIsWorthSomething(String tokens) {
    assertThatThrownBy(() -> RUN.with("tokens-per-word", tokens).request(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a number above 0");
  }

  private static JsonObject body(TestRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject();
  }

  private static List<String> texts(TestRequest request) {
    return body(request).getAsJsonArray("input").asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }
}
