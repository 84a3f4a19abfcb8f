package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.testkit.FixedReply;

/** A status of 200 proves nothing: what the reply says decides. */
class ReplyFailureTest {
  private static final String TOKEN = "{'token':{'text':' a'},'generated_text':null}";
  private static final String LAST = "{'generated_text':' a','details':{'generated_tokens':1}}";

  static Stream<Arguments> errors() {
    return Stream.of(
        arguments("'bad','error_type':'validation'", "the error 422 validation: bad"),
        arguments("'bad','error_type':'template_error'", "the error 422 template_error: bad"),
        arguments(
            "'no x','error_type':'missing_template_variable'",
            "the error 422 missing_template_variable: no x"),
        arguments("'no','error_type':'tool_error'", "the error 422 tool_error: no"),
        arguments("'no','error_type':'generation'", "the error 424 generation: no"),
        arguments("'busy','error_type':'overloaded'", "the error 429 overloaded: busy"),
        arguments(
            "'cut','error_type':'incomplete_generation'",
            "the error 500 incomplete_generation: cut"),
        arguments(
            "'cut','error_type':'incomplete_generation_stream'",
            "the error 500 incomplete_generation_stream: cut"),
        arguments(
            "'odd','error_type':'stream_serialization_error'",
            "the error 500 stream_serialization_error: odd"),
        arguments("'new','error_type':'unheard_of'", "the error unheard_of: new"),
        arguments("'old'", "an error: old"),
        arguments("''", "an error: "),
        arguments("{'message':'cut','http_status_code':424}", "an error: {'message':'cut',"),
        arguments("false", "an error: false"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorInsideAStreamFails(String error, String message) {
    BenchmarkException failure =
        failure(List.of(TOKEN, "{'error':" + error + "}", LAST), FixedReply.streamed());

    assertThat(failure)
        .hasMessageStartingWith(("the backend answered 200 with " + Json.of(message)).strip());
    assertThat(failure.isTruncated()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorAsAWholeReplyFails(String error, String message) {
    BenchmarkException failure =
        failure(List.of(), Replies.whole("{'error':" + error + ",'generated_text':'a'}"));

    assertThat(failure)
        .hasMessageStartingWith(("the backend answered 200 with " + Json.of(message)).strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><body>Login</body></html>",
        "generated_text",
        "null",
        "7",
        "[]",
        "[null]",
        "[{'generated_text':'a'},{'generated_text':'b'}]",
        "{'generated_text':'a'} {}",
        "{'generated_text':'a'",
        "{'generated_text':{}}",
        "{'generated_text':'a','details':[1]}",
        "{'generated_text':'a','details':{'generated_tokens':[7]}}",
        "{'generated_text':'a','details':{'generated_tokens':7.5}}",
        "{'generated_text':'a','details':{'generated_tokens':1e400}}",
        "{'generated_text':'a','token':'a'}",
        "{'generated_text':'a','token':{'special':{}}}",
        "{generated_text:'a'}"
      })
  void aReplyOfAnotherShapeFails(String body) {
    assertThat(failure(List.of(), Replies.whole(body)))
        .hasMessage("the reply is not what TGI answers: " + Json.of(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><body>Login</body></html>",
        "[DONE]",
        "null",
        "[{'generated_text':'a'}]",
        "{'generated_text':{}}",
        "{'token':'a'}",
        "{'details':{'generated_tokens':'many'}}"
      })
  void anEventOfAnotherShapeFails(String event) {
    BenchmarkException failure = failure(List.of(event), FixedReply.streamed());

    assertThat(failure).hasMessage("the reply is not what TGI answers: " + Json.of(event));
    assertThat(failure.isTruncated()).isFalse();
  }

  @Test
  void aBrokenEventBeforeOthersFails() {
    BenchmarkException failure =
        failure(List.of("{'token':{'te", TOKEN, LAST), FixedReply.streamed());

    assertThat(failure).hasMessage("the reply is not what TGI answers: {\"token\":{\"te");
    assertThat(failure.isTruncated()).isFalse();
  }

  @Test
  void aNegativeCountFails() {
    FixedReply reply = Replies.whole("{'generated_text':'a','details':{'generated_tokens':-1}}");

    assertThat(failure(List.of(), reply)).hasMessage("the reply counts -1 tokens, which cannot be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'detail':'Not Found'}", "{'generated_text':null}", "[{}]"})
  void aReplyWithoutTextFails(String body) {
    assertThat(failure(List.of(), Replies.whole(body)))
        .hasMessage("the reply has no generated_text: " + Json.of(body));
  }

  @Test
  void aStreamWithoutItsLastEventIsTruncated() {
    BenchmarkException failure = failure(List.of(TOKEN, TOKEN), FixedReply.streamed());

    assertThat(failure).hasMessage("the stream ended without an event with generated_text");
    assertThat(failure.isTruncated()).isTrue();
  }

  @Test
  void aStreamCutWithinAnEventIsTruncated() {
    BenchmarkException failure =
        failure(List.of(TOKEN, "{'token':{'text':' b'},'gener"), FixedReply.streamed());

    assertThat(failure).hasMessage("the stream ended within an event");
    assertThat(failure.isTruncated()).isTrue();
  }

  @Test
  void aStreamWithoutEventsIsTruncated() {
    assertThat(failure(List.of(), FixedReply.streamed()).isTruncated()).isTrue();
  }

  @Test
  void eventsOfAnotherFramingCanBeTruncatedToo() {
    FixedReply lines = FixedReply.streamed().withHeader("Content-Type", "application/x-ndjson");

    assertThat(failure(List.of(TOKEN), lines).isTruncated()).isTrue();
  }

  @Test
  void anEmptyReplyFails() {
    BenchmarkException failure = failure(List.of(), FixedReply.json(200, " "));

    assertThat(failure).hasMessage("the backend answered 200 without a body");
    assertThat(failure.isTruncated()).isFalse();
  }

  @Test
  void aLongReplyIsQuotedByItsStart() {
    BenchmarkException failure = failure(List.of(), FixedReply.json(200, "x".repeat(100_000)));

    assertThat(failure).hasMessageEndingWith("x".repeat(200) + "…");
    assertThat(failure.getMessage()).hasSizeLessThan(250);
  }

  private static BenchmarkException failure(List<String> events, HttpReply end) {
    return catchThrowableOfType(BenchmarkException.class, () -> Replies.work(events, end));
  }
}
