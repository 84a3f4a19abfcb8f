package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Output;
import org.vespabench.api.Settings;
import org.vespabench.api.Work;
import org.vespabench.testkit.FixedReply;
import org.vespabench.testkit.PluginRun;

/** Replies recorded from a real llama.cpp server. */
class LlamaCppCaptureTest {
  @ParameterizedTest
  @CsvSource({"completions.json, 5, 0", "chat.json, 19, 0"})
  void wholeRepliesAreCounted(String capture, double input, double cached) {
    Work work = Replies.work(List.of(), FixedReply.json(200, Replies.captured(capture)));

    assertThat(work).hasToString("16.0 units");
    assertThat(work.details())
        .containsEntry("inputTokens", input)
        .containsEntry("cachedTokens", cached);
  }

  @ParameterizedTest
  @CsvSource({"completions-stream.sse, 5, 4, 21.036", "chat-stream.sse, 19, 18, 14.501"})
  void streamsAreCounted(String capture, double input, double cached, double predictedMillis) {
    Work work = Replies.work(Replies.capturedEvents(capture), FixedReply.streamed());

    assertThat(work).hasToString("8.0 units");
    assertThat(work.details())
        .containsEntry("inputTokens", input)
        .containsEntry("cachedTokens", cached)
        .containsEntry("predictedMillis", predictedMillis)
        .containsKey("promptMillis");
  }

  @ParameterizedTest
  @ValueSource(strings = {"completions-stream.sse", "chat-stream.sse"})
  void eachTokenIsOneOutput(String capture) {
    List<Output> outputs = Replies.outputs(Replies.capturedEvents(capture));

    assertThat(outputs).filteredOn(output -> output == Output.ANSWER).hasSize(8);
    assertThat(outputs).doesNotContain(Output.REASONING);
  }

  @Test
  void theRoleIsNoOutput() {
    assertThat(Replies.outputs(Replies.capturedEvents("chat-stream.sse")))
        .startsWith(Output.NONE, Output.ANSWER);
  }

  @Test
  void aPromptThatIsTooLongCannotBeMended() {
    OpenAiCompletions plugin = new OpenAiCompletions();
    Settings settings = PluginRun.of(plugin).settings();
    FixedReply refusal = FixedReply.json(400, Replies.captured("context-too-long.json"));

    assertThat(plugin.adapt(settings, refusal)).isSameAs(settings);
  }
}
