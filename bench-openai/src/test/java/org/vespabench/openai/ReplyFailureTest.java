package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.testkit.FixedReply;

/** A status of 200 proves nothing: what the reply says decides. */
class ReplyFailureTest {
  private static final String TEXT = "{'choices':[{'text':' word','finish_reason':null}]}";

  static Stream<Arguments> errors() {
    return Stream.of(
        arguments("{'error':{'message':'full','code':500}}", "the error 500: full", 500),
        arguments("{'error':{'message':'cut','http_status_code':424}}", "the error 424: cut", 424),
        arguments("{'error':{'message':'slow','code':'429'}}", "the error 429: slow", 429),
        arguments(
            "{'object':'error','message':'no such model','code':404}",
            "the error 404: no such model",
            404),
        arguments("{'error':{'message':'a','code':null}}", "an error: a", 0),
        arguments("{'error':{'message':'a','code':'rate_limit'}}", "an error: a", 0),
        arguments("{'error':{'message':'a','code':200}}", "an error: a", 0),
        arguments("{'error':{'message':'a','code':600}}", "an error: a", 0),
        arguments("{'error':{'message':'a','code':50.5}}", "an error: a", 0),
        arguments("{'error':{'message':'a','code':[500]}}", "an error: a", 0),
        arguments("{'error':'server busy'}", "an error: server busy", 0),
        arguments("{'error':{'reason':'none given'}}", "an error: {'reason':'none given'}", 0),
        arguments("{'error':true}", "an error: true", 0));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorInsideAStreamFails(String event, String message, int status) {
    BenchmarkException failure = failure(List.of(TEXT, event, "[DONE]"), FixedReply.streamed());

    assertThat(failure).hasMessage("the backend answered 200 with " + message.replace('\'', '"'));
    assertThat(failure.status().orElse(0)).isEqualTo(status);
    assertThat(failure.isTruncated()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorAsAWholeReplyFails(String body, String message, int status) {
    BenchmarkException failure = failure(List.of(), json(body));

    assertThat(failure).hasMessage("the backend answered 200 with " + message.replace('\'', '"'));
    assertThat(failure.status().orElse(0)).isEqualTo(status);
  }

  static Stream<Arguments> wrongReplies() {
    return Stream.of(
        arguments("<html><body>\nLogin</body>", "not a JSON object: <html><body> Login</body>"),
        arguments("[1]", "not a JSON object: [1]"),
        arguments("\"text\"", "not a JSON object: \"text\""),
        arguments("{'choices':[{'text':'a'}]", "not a JSON object: {\"choices\""),
        arguments("{} {}", "not a JSON object: {} {}"),
        arguments("{'detail':'Not Found'}", "no choices: {\"detail\":\"Not Found\"}"),
        arguments("{'choices':[]}", "no choices: {\"choices\":[]}"),
        arguments("{'choices':null}", "no choices: {\"choices\":null}"),
        arguments("{'choices':{'a':1}}", "no choices: {\"choices\":{\"a\":1}}"),
        arguments("{'choices':['a',null]}", "no choices: {\"choices\":[\"a\",null]}"));
  }

  @ParameterizedTest
  @MethodSource("wrongReplies")
  void aReplyOfAnotherKindFails(String body, String message) {
    assertThat(failure(List.of(), json(body))).hasMessageContaining(message);
  }

  @ParameterizedTest
  @MethodSource("wrongReplies")
  void anEventOfAnotherKindFails(String event, String message) {
    assertThat(failure(List.of(event, "[DONE]"), FixedReply.streamed()))
        .hasMessageContaining(message);
  }

  @Test
  void aLongReplyIsQuotedByItsStart() {
    BenchmarkException failure = failure(List.of(), json("x".repeat(100_000)));

    assertThat(failure).hasMessageEndingWith("x".repeat(200) + "…");
    assertThat(failure.getMessage()).hasSizeLessThan(250);
  }

  @Test
  void aStreamCutShortIsTruncated() {
    BenchmarkException failure = failure(List.of(TEXT, TEXT), FixedReply.streamed());

    assertThat(failure).hasMessage("the stream ended without a finish_reason or [DONE]");
    assertThat(failure.isTruncated()).isTrue();
  }

  @Test
  void aStreamCutWithinAnEventIsTruncated() {
    String finished = "{'choices':[{'text':'','finish_reason':'stop'}]}";
    BenchmarkException failure =
        failure(List.of(TEXT, finished, "{'choices':[],'usa"), FixedReply.streamed());

    assertThat(failure).hasMessage("the stream ended within an event");
    assertThat(failure.isTruncated()).isTrue();
  }

  @Test
  void anEmptyFinishReasonIsNoEnd() {
    String event = "{'choices':[{'text':' word','finish_reason':''}]}";

    assertThat(failure(List.of(event), FixedReply.streamed()).isTruncated()).isTrue();
  }

  @Test
  void aStreamWithoutEventsIsTruncated() {
    assertThat(failure(List.of(), FixedReply.streamed()).isTruncated()).isTrue();
  }

  @Test
  void aStreamOfNothingButItsEndMarkFails() {
    assertThat(failure(List.of("[DONE]"), FixedReply.streamed()))
        .hasMessage("the reply has no choices: [DONE]");
  }

  @Test
  void anEmptyReplyFails() {
    BenchmarkException failure = failure(List.of(), FixedReply.json(204, ""));

    assertThat(failure).hasMessage("the backend answered 204 without a body");
    assertThat(failure.isTruncated()).isFalse();
  }

  private static FixedReply json(String body) {
    return FixedReply.json(200, body.replace('\'', '"'));
  }

  private static BenchmarkException failure(List<String> events, HttpReply end) {
    List<String> json = events.stream().map(event -> event.replace('\'', '"')).toList();
    return catchThrowableOfType(BenchmarkException.class, () -> Replies.work(json, end));
  }
}
