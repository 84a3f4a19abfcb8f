package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.tgi.SimulatedServer.header;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated server, as a client sees it. Its answers end after three tokens. */
class TgiSimulatorTest {
  @AutoClose private static SimulatedServer server;

  @BeforeAll
  static void start() throws Exception {
    server = SimulatedServer.start();
  }

  @Test
  void anAnswerTellsNoDetailsThatNobodyAskedFor() throws Exception {
    HttpResponse<String> reply = server.post("/generate", "{'inputs':'a b','parameters':{}}");

    assertThat(reply.body()).isEqualTo(Json.of("{'generated_text':' word0 word1'}"));
  }

  @ParameterizedTest
  @CsvSource({"2, 2, length", "3, 3, length", "9, 3, eos_token"})
  void theRunnerSaysWhereAnAnswerEnds(int asked, int tokens, String reason) throws Exception {
    JsonObject details = details(asked);

    assertThat(details.get("generated_tokens").getAsInt()).isEqualTo(tokens);
    assertThat(details.get("finish_reason").getAsString()).isEqualTo(reason);
    assertThat(details.getAsJsonArray("tokens")).hasSize(tokens);
  }

  @Test
  void detailsOfThePromptImplyThoseOfTheAnswer() throws Exception {
    String body = "{'inputs':'a','parameters':{'decoder_input_details':true}}";

    assertThat(Json.object(server.post("/generate", body).body()).has("details")).isTrue();
  }

  @Test
  void onlyTheOldPathStreamsBecauseAFieldSaysSo() throws Exception {
    assertThat(server.post("/generate", "{'inputs':'a','stream':true}").body())
        .isEqualTo(Json.of("{'generated_text':' word0 word1'}"));
  }

  @Test
  void anAnswerThatEndsEarlyEndsWithAMark() throws Exception {
    JsonArray tokens = details(9).getAsJsonArray("tokens");

    assertThat(tokens.get(1).getAsJsonObject().get("special").getAsBoolean()).isFalse();
    assertThat(tokens.get(2).getAsJsonObject().get("special").getAsBoolean()).isTrue();
  }

  @Test
  void headersTellCountsAndTimesWithOrWithoutDetails() throws Exception {
    HttpResponse<String> reply = server.post("/generate", "{'inputs':'a b'}");

    assertThat(header(reply, "x-generated-tokens")).isEqualTo("3");
    assertThat(header(reply, "x-prompt-tokens")).isEqualTo("6");
    assertThat(header(reply, "x-compute-characters")).isEqualTo("3");
    assertThat(header(reply, "x-compute-time")).matches("\\d+\\.\\d+");
    for (String name : List.of("total", "validation", "queue", "inference")) {
      assertThat(header(reply, "x-" + name + "-time")).matches("\\d+");
    }
    assertThat(header(reply, "x-time-per-token")).matches("\\d+");
  }

  @Test
  void aStreamHasAnEventForEachTokenAndNoEndMark() throws Exception {
    List<JsonObject> events = events("/generate_stream", "{'inputs':'a','parameters':{}}");

    assertThat(events).hasSize(3);
    assertThat(events).extracting(event -> event.get("index").getAsInt()).containsExactly(1, 2, 3);
    assertThat(events.get(0).get("generated_text").isJsonNull()).isTrue();
    assertThat(events.get(0).get("details").isJsonNull()).isTrue();
    assertThat(events.get(2).get("generated_text").getAsString()).isEqualTo(" word0 word1");
    assertThat(events.get(2).get("details").isJsonNull()).isTrue();
  }

  @Test
  void aStreamsLastEventTellsTheDetailsThatWereAskedFor() throws Exception {
    List<JsonObject> events =
        events("/generate_stream", "{'inputs':'a b','parameters':{'details':true}}");

    assertThat(events.get(1).get("details").isJsonNull()).isTrue();
    assertThat(events.get(2).get("details"))
        .isEqualTo(
            JsonParser.parseString(
                "{'finish_reason':'eos_token','generated_tokens':3,'seed':null,'input_length':6}"));
  }

  @Test
  void theOldPathAnswersAListOrAStream() throws Exception {
    assertThat(server.post("/", "{'inputs':'a'}").body())
        .isEqualTo(Json.of("[{'generated_text':' word0 word1'}]"));
    assertThat(events("/", "{'inputs':'a','stream':true}")).hasSize(3);
  }

  @Test
  void aLimitOfNullIsNoLimit() throws Exception {
    String body = "{'inputs':'a','parameters':{'max_new_tokens':null,'details':true}}";

    assertThat(server.post("/generate", body).body()).contains("\"finish_reason\":\"eos_token\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/ping", "/", "/health?deep=1"})
  void healthIsAnEmptyBody(String path) throws Exception {
    HttpResponse<String> reply = server.get(path);

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void infoTellsTheModelAndItsLimit() throws Exception {
    JsonObject info = Json.object(server.get("/info").body());

    assertThat(info.get("model_id").getAsString()).isEqualTo("simulated");
    assertThat(info.get("max_total_tokens").getAsInt()).isEqualTo(131_072);
  }

  private static JsonObject details(int asked) throws Exception {
    String body = "{'inputs':'a','parameters':{'details':true,'max_new_tokens':%d}}";
    return Json.object(server.post("/generate", body.formatted(asked)).body())
        .getAsJsonObject("details");
  }

  private static List<JsonObject> events(String path, String body) throws Exception {
    return server
        .post(path, body)
        .body()
        .lines()
        .filter(line -> !line.isEmpty())
        .map(line -> Json.object(line.substring("data: ".length())))
        .toList();
  }
}
