package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;

/** The simulated server's embeddings, as a client sees them, and measured. */
class EmbeddingsSimulatorTest {
  private static final OpenAiEmbeddings PLUGIN = new OpenAiEmbeddings();
  private static final PluginRun RUN =
      PluginRun.of(PLUGIN).with("runs", "2").with("concurrency", "8");

  @Test
  void eachTextHasAnEmbeddingOfLengthOne() {
    JsonObject body = json(post("{'model':'a \\\"b\\\"','input':['one two','three']}"));

    JsonArray data = body.getAsJsonArray("data");
    assertThat(data).hasSize(2);
    assertThat(data.get(1).getAsJsonObject().get("index").getAsInt()).isEqualTo(1);
    double squares = 0;
    for (var number : data.get(0).getAsJsonObject().getAsJsonArray("embedding")) {
      squares += Math.pow(number.getAsDouble(), 2);
    }
    assertThat(squares).isEqualTo(1);
    assertThat(body.get("model").getAsString()).isEqualTo("a \"b\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'one two three four five'         | 13
          ['one two three four five','six'] | 16
          ''                                | 1
          [5,6,7]                           | 3
          [[5,6,7],[8]]                     | 4
          """)
  void theWorkIsTheInputTokensThatUsageTells(String input, int tokens) {
    RecordedReply reply = post("{'input':" + input + "}");

    assertThat(reply.units()).isEqualTo(tokens);
    assertThat(json(reply).get("usage"))
        .isEqualTo(
            JsonParser.parseString("{'prompt_tokens':%1$d,'total_tokens':%1$d}".formatted(tokens)));
  }

  @Test
  void base64HoldsTheSameFloats() {
    JsonObject item = item(post("{'input':'one','encoding_format':'base64'}"));

    // 0.5 and -0.5 as little-endian floats: 0000003f 000000bf
    assertThat(item.get("embedding").getAsString()).startsWith("AAAAPwAAAL8").hasSize(44);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'input':                                 | the body is not a JSON object
          {'prompt':'a'}                            | the field 'input' must be a text
          {'input':[]}                              | the field 'input' must be a text
          {'input':['a',5]}                         | the field 'input' must be a text
          {'input':{}}                              | the field 'input' must be a text
          {'input':'a','encoding_format':'hex'}     | must be float or base64, was "hex"
          {'input':'a','encoding_format':5}         | must be float or base64, was 5
          """)
  void aWrongRequestIsRefused(String body, String message) {
    RecordedReply reply = post(body);

    JsonObject error = json(reply).getAsJsonObject("error");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(error.get("message").getAsString()).contains(message);
    assertThat(error.get("type").getAsString()).isEqualTo("invalid_request_error");
  }

  @Test
  void onlyPostIsTaken() {
    RecordedReply reply = send(TestRequest.get("/v1/embeddings"));

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.headers()).containsEntry("Allow", "POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"float", "base64"})
  void everyTokenIsCountedAndNoneIsEstimated(String encoding) throws Exception {
    PluginRun run =
        RUN.with("batch", "3").with("prompt-words", "5").with("encoding-format", encoding);

    Measurement measured = run.onSimulator(Capacity.defaults().withStreamRate(2000));

    assertThat(measured.completed()).isEqualTo(16);
    assertThat(measured.done()).isEqualTo(16 * 3 * 13).isEqualTo(measured.declared());
    assertThat(measured.estimated()).isZero();
    assertThat(measured.identity()).containsEntry("model", "simulated");
  }

  @Test
  void theNumberIsWhatTheSimulatorCanDo() throws Exception {
    // 8 requests of 130 tokens on 4 slots take two turns of 0.05 s + 130 / 400 s.
    Capacity capacity =
        Capacity.defaults().withSlots(4).withStreamRate(400).withTtft(Duration.ofMillis(50));
    double predicted = 8 * 130 / (2 * (0.05 + 130 / 400.0));

    Measurement measured = Predicted.measured(RUN.with("prompt-words", "50"), capacity, predicted);

    assertThat(measured.throughput().orElseThrow() / predicted).isBetween(Predicted.LEAST, 1.01);
    assertThat(measured.doneThroughput()).isEqualTo(measured.throughput());
  }

  @Test
  void simulatedFailuresAreCountedByTheirStatus() throws Exception {
    Capacity capacity = Capacity.defaults().withStreamRate(5000).withErrorRate(0.5).withSeed(3);

    Measurement measured = RUN.onSimulator(capacity);

    assertThat(measured.failed()).isPositive();
    assertThat(measured.failures()).containsOnlyKeys("status:500");
  }

  private static RecordedReply post(String body) {
    return send(TestRequest.post("/v1/embeddings", body.replace('\'', '"')));
  }

  private static RecordedReply send(TestRequest request) {
    return (RecordedReply) PLUGIN.simulate(request, RecordedReply.blank());
  }

  private static JsonObject json(RecordedReply reply) {
    return JsonParser.parseString(reply.body()).getAsJsonObject();
  }

  private static JsonObject item(RecordedReply reply) {
    return json(reply).getAsJsonArray("data").get(0).getAsJsonObject();
  }
}
