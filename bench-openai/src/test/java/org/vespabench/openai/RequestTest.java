package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.TestRequest;

/** What is sent. */
class RequestTest {
  private static final OpenAiCompletions COMPLETIONS = new OpenAiCompletions();
  private static final OpenAiChat CHAT = new OpenAiChat();

  static List<OpenAiProvider> plugins() {
    return List.of(COMPLETIONS, CHAT);
  }

  @Test
  void completionsSendThePassageAndWords() {
    TestRequest request = COMPLETIONS.next(context(COMPLETIONS));

    JsonObject body = body(request);
    assertThat(request).hasToString("POST /v1/completions");
    assertThat(body.keySet())
        .containsExactly(
            "model", "prompt", "max_tokens", "ignore_eos", "min_tokens", "temperature");
    assertThat(body.get("model").getAsString()).isEqualTo("model");
    assertThat(body.get("prompt").getAsString())
        .isEqualTo(OpenAiProvider.PASSAGE + "\n\n" + words(250));
    assertThat(body.get("max_tokens").getAsInt()).isEqualTo(500);
    assertThat(body.get("temperature").getAsDouble()).isEqualTo(0.7);
    assertThat(request.declared()).isEqualTo(500);
  }

  @Test
  void chatSendsThePassageAsSystemMessage() {
    TestRequest request = CHAT.next(context(CHAT));

    assertThat(request).hasToString("POST /v1/chat/completions");
    assertThat(body(request).keySet())
        .containsExactly(
            "model", "messages", "max_tokens", "ignore_eos", "min_tokens", "temperature");
    assertThat(body(request).get("messages"))
        .isEqualTo(
            JsonParser.parseString(
                "[{'role': 'system', 'content': '%s'}, {'role': 'user', 'content': '%s'}]"
                    .formatted(OpenAiProvider.PASSAGE, words(250))));
  }

  @Test
  void thePassageHasAboutSixtyWords() {
    assertThat(OpenAiProvider.PASSAGE.split(" ")).hasSizeBetween(55, 65);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theWarmUpIsSmaller(OpenAiProvider plugin) {
    TestRequest request = plugin.next(context(plugin).inWarmUp());

    assertThat(request.body()).contains(words(50)).doesNotContain(words(51));
    assertThat(body(request).get("max_tokens").getAsInt()).isEqualTo(100);
    assertThat(request.declared()).isEqualTo(100);
  }

  @Test
  void theWarmUpNeverAsksForMoreThanMeasuredRequests() {
    MapSettings settings = MapSettings.of(COMPLETIONS).with(OpenAiSettings.MAX_TOKENS, 16);

    TestRequest request = COMPLETIONS.next(FixedContext.of(settings).inWarmUp());

    assertThat(request.declared()).isEqualTo(16);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void requestsPinTheirLength(OpenAiProvider plugin) {
    JsonObject body = body(plugin.next(context(plugin)));

    assertThat(body.get("ignore_eos").getAsBoolean()).isTrue();
    assertThat(body.get("min_tokens").getAsInt()).isEqualTo(500);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void settingsLeaveFieldsOut(OpenAiProvider plugin) {
    MapSettings settings =
        MapSettings.of(plugin)
            .with(OpenAiSettings.PIN, false)
            .with(OpenAiSettings.SEND_TEMPERATURE, false)
            .with(OpenAiSettings.LENGTH_FIELD, "max_completion_tokens")
            .with(OpenAiSettings.STREAM, true)
            .with(OpenAiSettings.STREAM_USAGE, false);

    JsonObject body = body(plugin.next(FixedContext.of(settings)));

    assertThat(body.keySet())
        .containsExactlyInAnyOrder(
            "model", body.has("prompt") ? "prompt" : "messages", "max_completion_tokens", "stream");
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void everyNumberIsASetting(OpenAiProvider plugin) {
    MapSettings settings =
        MapSettings.of(plugin)
            .with(OpenAiSettings.MODEL, "tiny")
            .with(OpenAiSettings.PROMPT_WORDS, 7)
            .with(OpenAiSettings.MAX_TOKENS, 32)
            .with(OpenAiSettings.TEMPERATURE, 0.0);

    TestRequest request = plugin.next(FixedContext.of(settings));

    assertThat(request.body()).contains(words(7)).doesNotContain(words(8));
    assertThat(body(request).get("model").getAsString()).isEqualTo("tiny");
    assertThat(body(request).get("max_tokens").getAsInt()).isEqualTo(32);
    assertThat(body(request).get("temperature").getAsDouble()).isZero();
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void streamsAskForUsage(OpenAiProvider plugin) {
    MapSettings settings = MapSettings.of(plugin).with(OpenAiSettings.STREAM, true);

    JsonObject body = body(plugin.next(FixedContext.of(settings)));

    assertThat(body.get("stream").getAsBoolean()).isTrue();
    assertThat(body.get("stream_options"))
        .isEqualTo(JsonParser.parseString("{\"include_usage\": true}"));
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void equalContextsGiveEqualRequestsAndOthersDoNot(OpenAiProvider plugin) {
    String request = plugin.next(context(plugin).at(1)).body();

    assertThat(plugin.next(context(plugin).at(1)).body()).isEqualTo(request);
    assertThat(plugin.next(context(plugin).at(2)).body()).isNotEqualTo(request);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theUsersPromptIsSentAlone(OpenAiProvider plugin) {
    TestRequest request = plugin.next(context(plugin).withPrompt("Say \"hi\"\n", 40));

    assertThat(request.body()).contains("Say \\\"hi\\\"\\n").doesNotContain("harbour", "system");
    assertThat(request.declared()).isEqualTo(40);
    assertThat(body(request).get("min_tokens").getAsInt()).isEqualTo(40);
  }

  @Test
  void theUsersMessagesReplaceOurs() {
    String messages = "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]";

    JsonObject body = body(CHAT.next(context(CHAT).withMessages(messages)));

    assertThat(body.get("messages")).hasToString(messages);
  }

  @Test
  void messagesThatAreNoListAreRefused() {
    FixedContext context = context(CHAT).withMessages("{\"role\": \"user\"}");

    assertThatThrownBy(() -> CHAT.next(context))
        .isInstanceOf(BenchmarkException.class)
        .hasMessage("the messages are not a JSON array: {\"role\": \"user\"}");
  }

  @Test
  void withoutTheSystemRoleThePassageLeadsTheUsersMessage() {
    MapSettings settings = MapSettings.of(CHAT).with(OpenAiSettings.SYSTEM_ROLE, false);

    JsonObject body = body(CHAT.next(FixedContext.of(settings)));

    assertThat(body.getAsJsonArray("messages")).hasSize(1);
    JsonObject message = body.getAsJsonArray("messages").get(0).getAsJsonObject();
    assertThat(message.get("role").getAsString()).isEqualTo("user");
    assertThat(message.get("content").getAsString())
        .isEqualTo(OpenAiProvider.PASSAGE + "\n\n" + words(250));
  }

  private static FixedContext context(OpenAiProvider plugin) {
    return FixedContext.of(MapSettings.of(plugin));
  }

  private static JsonObject body(TestRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject();
  }

  private static String words(int count) {
    return "word0 ".repeat(count).strip();
  }
}
