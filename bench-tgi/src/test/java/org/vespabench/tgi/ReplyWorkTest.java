package org.vespabench.tgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Output;
import org.vespabench.api.Work;
import org.vespabench.testkit.FixedReply;

/** What a reply says about the work done, wherever it says so. */
class ReplyWorkTest {
  private static final String TOKEN =
      "{'index':1,'token':{'id':5,'text':' a','logprob':null,'special':false},"
          + "'generated_text':null,'details':null}";

  static Stream<Arguments> wholeReplies() {
    return Stream.of(
        arguments("7.0 units", "{'generated_text':'a','details':{'generated_tokens':7}}"),
        arguments("7.0 units", "[{'generated_text':'a','details':{'generated_tokens':7}}]"),
        arguments("0.0 units", "{'generated_text':'','details':{'generated_tokens':0}}"),
        arguments(
            "7.0 units",
            "{'generated_text':'a','details':{'finish_reason':'length','generated_tokens':7,"
                + "'seed':18446744073709551615,'prefill':[{'logprob':null}],'tokens':[[]]}}"),
        arguments("DECLARED", "{'generated_text':'a','details':{'finish_reason':'length'}}"),
        arguments("UNKNOWN", "{'generated_text':'a','details':{'finish_reason':'eos_token'}}"),
        arguments("UNKNOWN", "{'generated_text':'a','details':{'generated_tokens':0}}"),
        arguments("UNKNOWN", "{'generated_text':'a','details':null,'error':null}"),
        arguments("UNKNOWN", "{'generated_text':'a'}"));
  }

  @ParameterizedTest
  @MethodSource("wholeReplies")
  void wholeRepliesTellTheirWork(String work, String body) {
    assertThat(Replies.work(List.of(), Replies.whole(body))).hasToString(work);
  }

  @Test
  void detailsGoBeforeTheHeader() {
    FixedReply reply =
        Replies.whole("{'generated_text':'a','details':{'generated_tokens':7}}")
            .withHeader("x-generated-tokens", "9");

    assertThat(Replies.work(List.of(), reply)).hasToString("7.0 units");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'generated_text':'a'}",
        "{'generated_text':'a','details':null}",
        "{'generated_text':'a','details':{'finish_reason':'length'}}",
        "{'generated_text':'a','details':{'generated_tokens':0}}"
      })
  void withoutACountInDetailsTheHeaderCounts(String body) {
    FixedReply reply = Replies.whole(body).withHeader("X-Generated-Tokens", " 9 ");

    assertThat(Replies.work(List.of(), reply)).hasToString("9.0 units");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "-9", "1.5", "99999999999999999999"})
  void aHeaderThatCountsNothingIsPassedOver(String value) {
    FixedReply reply =
        Replies.whole("{'generated_text':'a'}")
            .withHeader("x-generated-tokens", value)
            .withHeader("x-queue-time", value);

    Work work = Replies.work(List.of(), reply);

    assertThat(work.isEstimated()).isTrue();
    assertThat(work.details()).isEmpty();
  }

  @Test
  void headersTellTheInputAndTheTimes() {
    FixedReply reply =
        Replies.whole("{'generated_text':'a'}")
            .withHeader("x-prompt-tokens", "812")
            .withHeader("x-queue-time", "3")
            .withHeader("x-inference-time", "2100");

    assertThat(Replies.work(List.of(), reply).details())
        .isEqualTo(Map.of("inputTokens", 812.0, "queueMillis", 3.0, "inferenceMillis", 2100.0));
  }

  static Stream<Arguments> lastEvents() {
    return Stream.of(
        arguments(
            "7.0 units",
            "{'token':{'text':' b'},'generated_text':' a b','details':{'generated_tokens':7}}"),
        arguments("UNKNOWN", "{'token':{'text':' b'},'generated_text':' a b','details':null}"),
        arguments("UNKNOWN", "{'generated_text':' a b'}"),
        arguments("DECLARED", "{'generated_text':' a b','details':{'finish_reason':'length'}}"));
  }

  @ParameterizedTest
  @MethodSource("lastEvents")
  void theLastEventTellsTheWork(String work, String event) {
    assertThat(Replies.work(List.of(TOKEN, event), FixedReply.streamed())).hasToString(work);
  }

  @Test
  void whatFollowsTheLastEventChangesNothing() {
    String last = "{'generated_text':' a b','details':{'generated_tokens':7}}";

    assertThat(Replies.work(List.of(TOKEN, last, TOKEN, " "), FixedReply.streamed()))
        .hasToString("7.0 units");
  }

  @Test
  void aStreamTellsItsInputInTheDetails() {
    String last = "{'generated_text':'a','details':{'generated_tokens':1,'input_length':31}}";

    assertThat(Replies.work(List.of(last), FixedReply.streamed()).details())
        .isEqualTo(Map.of("inputTokens", 31.0));
  }

  @Test
  void aWholeReplyCountsAlthoughAStreamWasAskedFor() {
    FixedReply reply = Replies.whole("{'generated_text':'a','details':{'generated_tokens':7}}");

    assertThat(Replies.work(List.of(), reply)).hasToString("7.0 units");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'token':{'text':' a','special':false}}                             | ANSWER
          {'token':{'text':' a'}}                                             | ANSWER
          {'token':{'text':'</s>','special':true},'generated_text':'a'}       | NONE
          {'token':{'text':'','special':false}}                               | NONE
          {'token':{'text':null,'special':null}}                              | NONE
          {'token':null}                                                      | NONE
          {'generated_text':'a'}                                              | NONE
          " "                                                                 | NONE
          """)
  void onlyVisibleTextIsOutput(String event, Output output) {
    assertThat(Replies.outputs(List.of(event))).containsExactly(output);
  }
}
