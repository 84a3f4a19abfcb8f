package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What becomes of a server's failures, and of its oddities, once they have crossed a socket. */
class MeasuredFailureTest {
  private static final String TOKEN =
      Json.of("{'index':1,'token':{'text':' a','special':false},'generated_text':null}");
  private static final String LAST =
      Json.of(
          "{'index':2,'token':{'text':' b','special':false},'generated_text':' a b',"
              + "'details':{'finish_reason':'length','generated_tokens':2,'input_length':9}}");
  private static final ScriptedReply GOOD =
      ScriptedReply.json(Json.of("{'generated_text':' a b','details':{'generated_tokens':2}}"));
  private static final ScriptedReply GOOD_STREAM = ScriptedReply.sse(TOKEN, LAST);

  private static final ScriptedReply UNHEALTHY =
      ScriptedReply.status(503, Json.of("{'error':'unhealthy','error_type':'healthcheck'}"));

  @AutoClose private ScriptedBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = ScriptedBackend.start();
  }

  @ParameterizedTest
  @CsvSource({
    "422, validation, Input validation error: `inputs` tokens + `max_new_tokens` must be <= 512",
    "422, template_error, Template error: syntax error: unexpected end of input (in <string>:1)",
    "422, missing_template_variable, Missing template variable: undefined value",
    "422, tool_error, Tool error: Tool choice must be one of the tools",
    "424, generation, Request failed during generation: Server error: CUDA out of memory",
    "429, overloaded, Model is overloaded",
    "500, incomplete_generation, Incomplete generation",
    "500, stream_serialization_error, Stream serialization error: lone surrogate"
  })
  void eachRefusalHasItsOwnLabelAndTgisMessage(int status, String type, String message)
      throws Exception {
    String body = Json.of("{'error':'%s','error_type':'%s'}".formatted(message, type));

    Measurement measured = wholeAfterOneGood(ScriptedReply.status(status, body));

    assertThat(measured.failures())
        .containsExactly(entry("status:" + status, "status " + status + ": " + body));
    assertThat(measured.completed()).isEqualTo(1);
    assertThat(measured.failed()).isEqualTo(3);
    assertThat(measured.done()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "422, validation, Input validation error: `temperature` must be strictly positive",
    "422, template_error, Template error: syntax error: unexpected end of input (in <string>:1)",
    "422, missing_template_variable, Missing template variable: undefined value",
    "422, tool_error, Tool error: Tool choice must be one of the tools",
    "424, generation, Request failed during generation: Server error: CUDA out of memory",
    "429, overloaded, Model is overloaded",
    "500, incomplete_generation_stream, Incomplete generation stream",
    "500, stream_serialization_error, Stream serialization error: lone surrogate"
  })
  void anErrorInsideAStreamCountsAsTheStatusThatItWouldHaveHad(
      int status, String type, String message) throws Exception {
    String error = Json.of("{'error':'%s','error_type':'%s'}".formatted(message, type));

    Measurement measured = streamAfterOneGood(ScriptedReply.sse(error));

    assertThat(measured.failures())
        .containsExactly(
            entry(
                "status:" + status,
                "the backend answered 200 with the error %d %s: %s"
                    .formatted(status, type, message)));
    assertThat(measured.failed()).isEqualTo(3);
  }

  @Test
  void anErrorInTheMiddleOfAStreamFails() throws Exception {
    String error = Json.of("{'error':'cut','error_type':'generation'}");

    Measurement measured = streamAfterOneGood(ScriptedReply.sse(TOKEN, error));

    assertThat(measured.failures()).containsOnlyKeys("status:424");
  }

  @ParameterizedTest
  @CsvSource({
    "400, Failed to parse the request body as JSON: EOF while parsing an object",
    "422, Failed to deserialize the JSON body into the target type: missing field `inputs`"
  })
  void whatTheFrameworkRefusesIsToldInItsPlainText(int status, String message) throws Exception {
    ScriptedReply refusal = ScriptedReply.text(message).withStatus(status);

    assertThat(wholeAfterOneGood(refusal).failures())
        .containsExactly(entry("status:" + status, "status %d: %s".formatted(status, message)));
    assertThat(streamAfterOneGood(refusal).failures())
        .containsExactly(entry("status:" + status, "status %d: %s".formatted(status, message)));
  }

  @Test
  void aServerThatIsNotHealthyIsWaitedFor() throws Exception {
    backend.on("/health", UNHEALTHY, UNHEALTHY, ScriptedReply.text("")).on("/generate", GOOD);

    Measurement measured = run("false", "wait", "1m");

    assertThat(measured.completed()).isEqualTo(4);
    assertThat(backend.requests("/health")).hasSize(3);
  }

  @Test
  void aServerThatDoesNotBecomeHealthyIsTheReason() throws Exception {
    backend.on("/health", UNHEALTHY).on("/generate", GOOD);

    Measurement measured = run("false", "wait", "100ms");

    assertThat(measured.reason().orElseThrow())
        .startsWith("the backend was not ready within 100ms (GET /health: it answers 503)");
    assertThat(backend.requests("/generate")).isEmpty();
  }

  @Test
  void aRefusedWarmUpIsTheReason() throws Exception {
    String error = Json.of("{'error':'Model is overloaded','error_type':'overloaded'}");
    backend.on("/generate", ScriptedReply.status(429, error));

    Measurement measured = run("false");

    assertThat(measured.reason().orElseThrow()).contains("status 429: " + error);
    assertThat(measured.throughput()).isEmpty();
  }

  @Test
  void commentsThatKeepTheConnectionAliveAreNoEvents() throws Exception {
    String body = ":\n\ndata:" + TOKEN + "\n\n:\n\n: still here\n\ndata:" + LAST + "\n\n";
    backend.on(
        "/generate_stream",
        ScriptedReply.text(body).withHeader("Content-Type", "text/event-stream").chunked());

    Measurement measured = run("true");

    assertThat(measured.failures()).isEmpty();
    assertThat(measured.done()).isEqualTo(4 * 2);
    assertThat(measured.samples("ttft")).isEqualTo(4);
  }

  @Test
  void aStreamWithoutItsLastEventIsTruncated() throws Exception {
    Measurement measured = streamAfterOneGood(ScriptedReply.sse(TOKEN));

    assertThat(measured.failures())
        .containsExactly(
            entry("truncated", "the stream ended without an event with generated_text"));
  }

  @Test
  void aStreamCutByResetIsLost() throws Exception {
    Measurement measured =
        streamAfterOneGood(ScriptedReply.sse(TOKEN, LAST).cutAfter(20).thenReset());

    assertThat(measured.failures()).containsOnlyKeys("lost");
  }

  @Test
  void aPageFails() throws Exception {
    Measurement measured =
        wholeAfterOneGood(ScriptedReply.html("<!doctype html><title>Login</title>"));

    assertThat(measured.failures())
        .containsExactly(
            entry(
                "body", "the reply is not what TGI answers: <!doctype html><title>Login</title>"));
  }

  @Test
  void aWholeReplyToAStreamCountsButHasNoFirstToken() throws Exception {
    backend.on("/generate_stream", GOOD);

    Measurement measured = run("true");

    assertThat(measured.done()).isEqualTo(4 * 2);
    assertThat(measured.samples("ttft")).isZero();
  }

  @Test
  void theHeadersCountWhereDetailsAreLeftOut() throws Exception {
    ScriptedReply bare =
        ScriptedReply.json(Json.of("{'generated_text':' a b'}"))
            .withHeader("x-generated-tokens", "2")
            .withHeader("x-prompt-tokens", "9")
            .withHeader("x-queue-time", "4");
    backend.on("/generate", bare);

    Measurement measured = run("false");

    assertThat(measured.done()).isEqualTo(4 * 2);
    assertThat(measured.estimated()).isZero();
    assertThat(measured.details())
        .containsOnly(entry("inputTokens", 9.0), entry("queueMillis", 4.0));
  }

  @Test
  void whatNobodyCountedIsSaidToBeEstimated() throws Exception {
    backend.on("/generate", ScriptedReply.json(Json.of("{'generated_text':' a b'}")));

    Measurement measured = run("false");

    assertThat(measured.estimated()).isEqualTo(4);
    assertThat(measured.done()).isEqualTo(measured.declared());
    assertThat(measured.verdict()).isEqualTo("suspect");
  }

  @Test
  void theListThatTheOldPathAnswersIsRead() throws Exception {
    String list = Json.of("[{'generated_text':' a b','details':{'generated_tokens':2}}]");
    backend.on("/", ScriptedReply.json(list));

    Measurement measured =
        PluginRun.of(new TgiGenerate())
            .with("runs", "1")
            .with("concurrency", "4")
            .with("path", "/")
            .against(backend.url());

    assertThat(measured.done()).isEqualTo(4 * 2);
  }

  /** The first answers the warm-up, the second one of four. */
  private Measurement wholeAfterOneGood(ScriptedReply reply) throws InterruptedException {
    backend.on("/generate", GOOD, GOOD, reply);
    return run("false");
  }

  private Measurement streamAfterOneGood(ScriptedReply reply) throws InterruptedException {
    backend.on("/generate_stream", GOOD_STREAM, GOOD_STREAM, reply);
    return run("true");
  }

  private Measurement run(String stream) throws InterruptedException {
    return run(stream, "runs", "1");
  }

  private Measurement run(String stream, String setting, String value) throws InterruptedException {
    return PluginRun.of(new TgiGenerate())
        .with("runs", "1")
        .with("concurrency", "4")
        .with("stream", stream)
        .with(setting, value)
        .against(backend.url());
  }
}
