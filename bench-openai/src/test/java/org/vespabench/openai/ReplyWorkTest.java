package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Work;
import org.vespabench.testkit.FixedReply;

/** What a reply says about the work done, wherever and however it says so. */
class ReplyWorkTest {
  private static final String TEXT = "{'choices':[{'text':' word','finish_reason':null}]}";
  private static final String LENGTH = "{'choices':[{'text':'','finish_reason':'length'}]}";
  private static final String STOP = "{'choices':[{'text':'','finish_reason':'stop'}]}";
  private static final String USAGE =
      "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':7}}";
  private static final String DONE = "[DONE]";

  static Stream<Arguments> streams() {
    return Stream.of(
        arguments("usage after the choices", "7.0 units", List.of(TEXT, LENGTH, USAGE, DONE)),
        arguments(
            "usage with the finish reason",
            "7.0 units",
            List.of(
                TEXT,
                "{'choices':[{'text':'','finish_reason':'stop'}],"
                    + "'usage':{'completion_tokens':7}}",
                DONE)),
        arguments(
            "Ollama: zeros with every chunk, then the truth",
            "7.0 units",
            List.of(withUsage(0), withUsage(0), USAGE, DONE)),
        arguments(
            "counts that grow with every chunk",
            "3.0 units",
            List.of(withUsage(1), withUsage(2), withUsage(3), LENGTH, DONE)),
        arguments(
            "zeros after the truth", "3.0 units", List.of(withUsage(3), STOP, withUsage(0), DONE)),
        arguments(
            "several tokens in a chunk: chunks are not counted",
            "7.0 units",
            List.of(TEXT, USAGE, DONE)),
        arguments("no usage, stopped by the limit", "DECLARED", List.of(TEXT, LENGTH, DONE)),
        arguments("no usage, stopped by itself", "UNKNOWN", List.of(TEXT, STOP, DONE)),
        arguments("no usage, no finish reason, but the end mark", "UNKNOWN", List.of(TEXT, DONE)),
        arguments("no end mark, but a finish reason", "DECLARED", List.of(TEXT, LENGTH)),
        arguments(
            "usage is null",
            "DECLARED",
            List.of(TEXT, "{'choices':[],'usage':null}", LENGTH, DONE)),
        arguments(
            "usage of a wrong shape",
            "UNKNOWN",
            List.of(
                TEXT,
                "{'choices':[],'usage':[1]}",
                "{'choices':[],'usage':{'completion_tokens':'7'}}",
                STOP,
                DONE)),
        arguments(
            "only zeros beside a text: nobody counted",
            "UNKNOWN",
            List.of(withUsage(0), STOP, DONE)),
        arguments(
            "a model that has nothing to say",
            "0.0 units",
            List.of(
                STOP, "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':0}}", DONE)),
        arguments(
            "TGI: an empty finish reason is none, and the end may have no mark",
            "7.0 units",
            List.of(
                "{'choices':[{'text':' a','finish_reason':''}]}",
                "{'choices':[{'text':' b','finish_reason':'length'}],"
                    + "'usage':{'completion_tokens':7}}")),
        arguments(
            "empty events, and chunks without choices",
            "7.0 units",
            List.of("", " ", "{'type':'ping'}", TEXT, USAGE, " [DONE] ")),
        arguments(
            "an error field with nothing in it",
            "7.0 units",
            List.of("{'error':null,'choices':[{'text':'a'}]}", "{'error':''}", USAGE, DONE)));
  }

  private static String withUsage(int tokens) {
    return "{'choices':[{'text':' word','finish_reason':null}],'usage':{'completion_tokens':"
        + tokens
        + "}}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streams")
  void streamsTellTheirWork(String name, String work, List<String> events) {
    List<String> json = events.stream().map(event -> event.replace('\'', '"')).toList();

    assertThat(Replies.work(json, FixedReply.streamed())).hasToString(work);
  }

  static Stream<Arguments> wholeReplies() {
    return Stream.of(
        arguments("7.0 units", "{'choices':[{'text':'a'}],'usage':{'completion_tokens':7}}"),
        arguments("DECLARED", "{'choices':[{'text':'a','finish_reason':'length'}]}"),
        arguments("UNKNOWN", "{'choices':[{'text':'a','finish_reason':'stop'}]}"),
        arguments("UNKNOWN", "{'choices':[{'text':'a'}],'usage':null}"),
        arguments(
            "0.0 units",
            "{'choices':[{'text':'','finish_reason':'stop'}],'usage':{'completion_tokens':0}}"),
        arguments(
            "7.0 units",
            "{'choices':[{'message':{'content':'a'}}],'usage':{'completion_tokens':7}}"));
  }

  @ParameterizedTest
  @MethodSource("wholeReplies")
  void wholeRepliesTellTheirWork(String work, String body) {
    FixedReply reply = FixedReply.json(200, body.replace('\'', '"'));

    assertThat(Replies.work(List.of(), reply)).hasToString(work);
  }

  @Test
  void usageTellsInputCachedAndReasoningTokens() {
    Work work =
        Replies.work(
            List.of(),
            FixedReply.json(
                200,
                """
                {"choices": [{"text": "a"}],
                 "usage": {"prompt_tokens": 30, "completion_tokens": 7,
                           "prompt_tokens_details": {"cached_tokens": 20},
                           "completion_tokens_details": {"reasoning_tokens": 5}}}
                """));

    assertThat(work.details())
        .isEqualTo(Map.of("inputTokens", 30.0, "cachedTokens", 20.0, "reasoningTokens", 5.0));
  }

  @Test
  void detailsOfAWrongShapeAreLeftOut() {
    Work work =
        Replies.work(
            List.of(),
            FixedReply.json(
                200,
                """
                {"choices": [{"text": "a"}], "timings": "fast",
                 "usage": {"prompt_tokens": null, "completion_tokens": 7,
                           "prompt_tokens_details": null, "completion_tokens_details": []}}
                """));

    assertThat(work.details()).isEmpty();
  }
}
