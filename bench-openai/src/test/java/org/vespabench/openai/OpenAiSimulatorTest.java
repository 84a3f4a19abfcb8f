package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.testkit.FixedReply;

/** The simulated server, as a client sees it. */
class OpenAiSimulatorTest {
  private static final OpenAiCompletions PLUGIN = new OpenAiCompletions();
  private static final String PROMPT = "{'prompt':'one two three four five',";
  private static final String MESSAGES =
      "{'messages':[{'role':'system','content':'one two'},{'role':'user','content':'three'}],";

  @Test
  void aPinnedCompletionHasTheLengthAskedFor() {
    RecordedReply reply = post("/v1/completions", PROMPT + "'max_tokens':8,'ignore_eos':true}", 3);

    JsonObject body = JsonParser.parseString(reply.body()).getAsJsonObject();
    assertThat(reply.units()).isEqualTo(8);
    assertThat(choice(body).get("finish_reason").getAsString()).isEqualTo("length");
    assertThat(choice(body).get("text").getAsString()).startsWith(" word0 word1").endsWith("7");
    assertThat(body.get("usage"))
        .isEqualTo(
            JsonParser.parseString("{'prompt_tokens':13,'completion_tokens':8,'total_tokens':21}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'max_tokens':8                          | 3   | 3  | stop
          'max_tokens':8                          | 99  | 8  | length
          'max_tokens':8,'min_tokens':8           | 3   | 8  | length
          'max_tokens':8,'min_tokens':5           | 3   | 5  | stop
          'max_tokens':8,'ignore_eos':false       | 3   | 3  | stop
          'max_completion_tokens':6,'max_tokens':8| 99  | 6  | length
          'temperature':0,'unknown':[]            | 999 | 16 | length
          """)
  void anOpenLengthIsTheRunnersToSay(String fields, int length, int tokens, String finish) {
    RecordedReply reply = post("/v1/completions", PROMPT + fields + "}", length);

    JsonObject body = JsonParser.parseString(reply.body()).getAsJsonObject();
    assertThat(reply.units()).isEqualTo(tokens);
    assertThat(choice(body).get("finish_reason").getAsString()).isEqualTo(finish);
    assertThat(body.getAsJsonObject("usage").get("completion_tokens").getAsInt()).isEqualTo(tokens);
  }

  @Test
  void aChatAnswersWithAMessage() {
    RecordedReply reply = post("/v1/chat/completions", MESSAGES + "'max_tokens':2}", 99);

    JsonObject body = JsonParser.parseString(reply.body()).getAsJsonObject();
    assertThat(body.get("object").getAsString()).isEqualTo("chat.completion");
    assertThat(choice(body).get("message"))
        .isEqualTo(JsonParser.parseString("{'role':'assistant','content':' word0 word1'}"));
    assertThat(body.getAsJsonObject("usage").get("prompt_tokens").getAsInt()).isEqualTo(8);
  }

  @Test
  void aStreamHasOneEventForEachTokenThenItsEnd() {
    RecordedReply reply =
        post(
            "/v1/completions",
            PROMPT + "'model':'100 % \\\"x\\\"','max_tokens':3,'stream':true}",
            99);

    assertThat(reply.units()).isEqualTo(3);
    assertThat(reply.events()).hasSize(5).last().isEqualTo("[DONE]");
    assertThat(reply.events()).noneMatch(event -> event.contains("usage"));
    JsonObject third = JsonParser.parseString(reply.events().get(2)).getAsJsonObject();
    assertThat(third.get("model").getAsString()).isEqualTo("100 % \"x\"");
    assertThat(choice(third).get("text").getAsString()).isEqualTo(" word2");
    assertThat(choice(third).get("finish_reason").isJsonNull()).isTrue();
  }

  @Test
  void aChatStreamStartsWithTheRole() {
    RecordedReply reply =
        post("/v1/chat/completions", MESSAGES + "'max_tokens':2,'stream':true}", 99);

    assertThat(delta(reply, 0))
        .isEqualTo(JsonParser.parseString("{'role':'assistant','content':' word0'}"));
    assertThat(delta(reply, 1)).isEqualTo(JsonParser.parseString("{'content':' word1'}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/completions", "/v1/chat/completions"})
  void thePluginCountsWhatItsSimulatorStreams(String path) {
    String options = "'max_tokens':5,'stream':true,'stream_options':{'include_usage':true}}";
    String body = (path.contains("chat") ? MESSAGES : PROMPT) + options;
    StreamReader reader = Replies.reader(PLUGIN);

    List<Output> outputs = post(path, body, 4).events().stream().map(reader::event).toList();

    assertThat(outputs).startsWith(Output.ANSWER).filteredOn(Output.ANSWER::equals).hasSize(4);
    assertThat(reader.end(FixedReply.streamed())).hasToString("4.0 units");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /v1/completions      | {'prompt':               | not a JSON object
          /v1/completions      | []                       | not a JSON object
          /v1/completions      | {'max_tokens':5}         | 'prompt' must be a text
          /v1/completions      | {'prompt':5}             | 'prompt' must be a text
          /v1/chat/completions | {'prompt':'a'}           | 'messages' must be a list
          /v1/chat/completions | {'messages':'a'}         | 'messages' must be a list
          /v1/completions      | {'prompt':'a','max_tokens':0}   | max_tokens must be a whole
          /v1/completions      | {'prompt':'a','max_tokens':2e9}  | from 1 to 1000000, was 2e9
          /v1/completions      | {'prompt':'a','max_tokens':1.5} | max_tokens must be a whole
          /v1/completions      | {'prompt':'a','max_completion_tokens':'5'} | was "5"
          """)
  void aWrongRequestIsRefused(String path, String body, String message) {
    RecordedReply reply = post(path, body, 99);

    JsonObject error = error(reply);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(error.get("message").getAsString()).contains(message);
    assertThat(error.get("type").getAsString()).isEqualTo("invalid_request_error");
    assertThat(error.get("code").getAsInt()).isEqualTo(400);
  }

  @Test
  void anUnknownPathIsNotFound() {
    RecordedReply reply = send(TestRequest.get("/v1/nothing?a=b"), 99);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(error(reply).get("message").getAsString()).isEqualTo("there is no path /v1/nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/completions", "/v1/chat/completions"})
  void theGeneratingPathsTakeOnlyPost(String path) {
    RecordedReply reply = send(TestRequest.get(path), 99);

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.headers()).containsEntry("Allow", "POST");
    assertThat(error(reply).get("message").getAsString()).isEqualTo(path + " takes only POST");
  }

  @Test
  void theServerTellsItsHealthAndItsModel() {
    assertThat(send(TestRequest.get("/health"), 99).body()).isEqualTo("{\"status\":\"ok\"}");

    String models = send(TestRequest.get("/v1/models"), 99).body();
    CannedSession http = new CannedSession(Map.of("/v1/models", FixedReply.json(200, models)));
    assertThat(PLUGIN.identity(http)).containsEntry("model", "simulated");
  }

  private static RecordedReply post(String path, String body, int length) {
    return send(TestRequest.post(path, body.replace('\'', '"')), length);
  }

  private static RecordedReply send(TestRequest request, int length) {
    return (RecordedReply) PLUGIN.simulate(request, RecordedReply.blank(length));
  }

  private static JsonObject choice(JsonObject body) {
    return body.getAsJsonArray("choices").get(0).getAsJsonObject();
  }

  private static JsonObject delta(RecordedReply reply, int event) {
    JsonObject chunk = JsonParser.parseString(reply.events().get(event)).getAsJsonObject();
    return choice(chunk).getAsJsonObject("delta");
  }

  private static JsonObject error(RecordedReply reply) {
    return JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonObject("error");
  }
}
