package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.tgi.SimulatedServer.header;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simulated server refuses, and in which form. */
class SimulatedRefusalTest {
  @AutoClose private static SimulatedServer server;

  @BeforeAll
  static void start() throws Exception {
    server = SimulatedServer.start();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'inputs':'a','parameters':{'temperature':0}}      | `temperature` must be strictly positive
          {'inputs':'a','parameters':{'temperature':-1}}     | `temperature` must be strictly positive
          {'inputs':'a','parameters':{'max_new_tokens':0}}   | `max_new_tokens` must be strictly positive
          {'inputs':''}                                      | `inputs` cannot be empty
          {'inputs':'a','parameters':{'max_new_tokens':131072}} | `inputs` tokens + `max_new_tokens` must be <= 131072. Given: 3 `inputs` tokens and 131072 `max_new_tokens`
          """)
  void aRequestThatIsNotValidIsRefusedAndInAStreamWith200(String body, String message)
      throws Exception {
    String error =
        Json.of("{'error':'Input validation error: %s','error_type':'validation'}")
            .formatted(message);

    HttpResponse<String> whole = server.post("/generate", body);
    HttpResponse<String> stream = server.post("/generate_stream", body);

    assertThat(whole.statusCode()).isEqualTo(422);
    assertThat(whole.body()).isEqualTo(error);
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(header(stream, "content-type")).isEqualTo("text/event-stream");
    assertThat(stream.body()).isEqualTo("data:" + error + "\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'best_of':2", "'decoder_input_details':true"})
  void whatOnlyWholeRepliesCanHaveIsRefusedInAStream(String parameter) throws Exception {
    String body = "{'inputs':'a','parameters':{" + parameter + "}}";

    assertThat(server.post("/generate", body).statusCode()).isEqualTo(200);
    assertThat(server.post("/generate_stream", body).body())
        .contains("is not supported when streaming tokens", "\"error_type\":\"validation\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'inputs':        | 400 | Failed to parse the request body as JSON
          ""                | 400 | Failed to parse the request body as JSON
          {'inputs':[1]}    | 422 | Failed to deserialize the JSON body into the target type
          {}                | 422 | Failed to deserialize the JSON body into the target type: missing field `inputs`
          {'inputs':'a','parameters':{'max_new_tokens':-1}} | 422 | Failed to deserialize the JSON body into the target type: parameters.max_new_tokens: invalid value: -1
          """)
  void whatTheFrameworkCannotReadIsRefusedInPlainTextAlsoForAStream(
      String body, int status, String message) throws Exception {
    for (String path : List.of("/generate", "/generate_stream")) {
      HttpResponse<String> reply = server.post(path, body);

      assertThat(reply.statusCode()).isEqualTo(status);
      assertThat(reply.body()).isEqualTo(message);
      assertThat(header(reply, "content-type")).startsWith("text/plain");
    }
  }

  @Test
  void otherPathsAndMethodsAreNotThere() throws Exception {
    assertThat(server.get("/v1/models").statusCode()).isEqualTo(404);
    HttpResponse<String> wrong = server.get("/generate");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(header(wrong, "Allow")).isEqualTo("POST");
  }
}
