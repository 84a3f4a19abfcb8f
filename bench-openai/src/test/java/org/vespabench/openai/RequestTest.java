package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Settings;
import org.vespabench.api.TestRequest;
import org.vespabench.testkit.PluginRun;

/** What is sent. */
class RequestTest {
  private static final OpenAiCompletions COMPLETIONS = new OpenAiCompletions();
  private static final OpenAiChat CHAT = new OpenAiChat();
  private static final Settings SETTINGS = PluginRun.of(CHAT).settings();

  static List<OpenAiProvider> plugins() {
    return List.of(COMPLETIONS, CHAT);
  }

  @Test
  void completionsSendThePassageAndWords() {
    TestRequest request = PluginRun.of(COMPLETIONS).request(0);

    JsonObject body = body(request);
    assertThat(request).hasToString("POST /v1/completions");
    assertThat(body.keySet())
        .containsExactly(
            "model", "prompt", "max_tokens", "ignore_eos", "min_tokens", "temperature");
    assertThat(body.get("model").getAsString()).isEqualTo("model");
    assertThat(body.get("prompt").getAsString()).startsWith(OpenAiProvider.PASSAGE + "\n\n");
    assertThat(words(body)).hasSize(250);
    assertThat(body.get("max_tokens").getAsInt()).isEqualTo(500);
    assertThat(body.get("temperature").getAsDouble()).isEqualTo(0.7);
    assertThat(request.declared()).isEqualTo(500);
  }

  @Test
  void chatSendsThePassageAsSystemMessage() {
    TestRequest request = PluginRun.of(CHAT).request(0);

    JsonObject body = body(request);
    assertThat(request).hasToString("POST /v1/chat/completions");
    assertThat(body.keySet())
        .containsExactly(
            "model", "messages", "max_tokens", "ignore_eos", "min_tokens", "temperature");
    assertThat(messages(body))
        .extracting(message -> text(message, "role"))
        .containsExactly("system", "user");
    assertThat(text(messages(body).get(0), "content")).isEqualTo(OpenAiProvider.PASSAGE);
    assertThat(text(messages(body).get(1), "content").split(" ")).hasSize(250);
  }

  @Test
  void thePassageHasAboutSixtyWords() {
    assertThat(OpenAiProvider.PASSAGE.split(" ")).hasSizeBetween(55, 65);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theWarmUpIsSmaller(OpenAiProvider plugin) {
    TestRequest request = PluginRun.of(plugin).warmUpRequest();

    assertThat(words(body(request))).hasSize(50);
    assertThat(body(request).get("max_tokens").getAsInt()).isEqualTo(100);
    assertThat(request.declared()).isEqualTo(100);
  }

  @Test
  void theWarmUpNeverAsksForMoreThanMeasuredRequests() {
    TestRequest request = PluginRun.of(COMPLETIONS).with("max-tokens", "16").warmUpRequest();

    assertThat(request.declared()).isEqualTo(16);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void requestsPinTheirLength(OpenAiProvider plugin) {
    JsonObject body = body(PluginRun.of(plugin).request(0));

    assertThat(body.get("ignore_eos").getAsBoolean()).isTrue();
    assertThat(body.get("min_tokens").getAsInt()).isEqualTo(500);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void settingsLeaveFieldsOut(OpenAiProvider plugin) {
    PluginRun run =
        PluginRun.of(plugin)
            .with("pin", "false")
            .with("send-temperature", "false")
            .with("length-field", "max_completion_tokens")
            .with("stream", "true")
            .with("stream-usage", "false");

    JsonObject body = body(run.request(0));

    assertThat(body.keySet())
        .containsExactlyInAnyOrder(
            "model", body.has("prompt") ? "prompt" : "messages", "max_completion_tokens", "stream");
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void everyNumberIsASetting(OpenAiProvider plugin) {
    PluginRun run =
        PluginRun.of(plugin)
            .with("model", "tiny")
            .with("prompt-words", "7")
            .with("max-tokens", "32")
            .with("temperature", "0");

    JsonObject body = body(run.request(0));

    assertThat(words(body)).hasSize(7);
    assertThat(body.get("model").getAsString()).isEqualTo("tiny");
    assertThat(body.get("max_tokens").getAsInt()).isEqualTo(32);
    assertThat(body.get("temperature").getAsDouble()).isZero();
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void streamsAskForUsage(OpenAiProvider plugin) {
    JsonObject body = body(PluginRun.of(plugin).with("stream", "true").request(0));

    assertThat(body.get("stream").getAsBoolean()).isTrue();
    assertThat(body.get("stream_options"))
        .isEqualTo(JsonParser.parseString("{\"include_usage\": true}"));
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void equalContextsGiveEqualRequestsAndOthersDoNot(OpenAiProvider plugin) {
    PluginRun run = PluginRun.of(plugin);
    String request = run.request(1).body();

    assertThat(run.request(1).body()).isEqualTo(request);
    assertThat(run.request(2).body()).isNotEqualTo(request);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theUsersPromptIsSentAlone(OpenAiProvider plugin) {
    TestRequest request = PluginRun.of(plugin).with("prompt", "Say \"hi\"\n").request(0);

    assertThat(request.body()).contains("Say \\\"hi\\\"\\n").doesNotContain("harbour", "system");
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theLengthThatCameWithTheUsersPromptIsTheOneToAskFor(OpenAiProvider plugin) {
    TestRequest request =
        plugin.next(FixedContext.withPrompt(PluginRun.of(plugin).settings(), "Say hi", 40));

    assertThat(request.declared()).isEqualTo(40);
    assertThat(body(request).get("min_tokens").getAsInt()).isEqualTo(40);
  }

  @Test
  void theUsersMessagesReplaceOurs() {
    String messages = "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]";

    JsonObject body = body(CHAT.next(FixedContext.withMessages(SETTINGS, messages)));

    assertThat(body.get("messages")).hasToString(messages);
  }

  @Test
  void messagesThatAreNoListAreRefused() {
    FixedContext context = FixedContext.withMessages(SETTINGS, "{\"role\": \"user\"}");

    assertThatThrownBy(() -> CHAT.next(context))
        .isInstanceOf(BenchmarkException.class)
        .hasMessage("the messages are not a JSON array: {\"role\": \"user\"}");
  }

  @Test
  void withoutTheSystemRoleThePassageLeadsTheUsersMessage() {
    JsonObject body = body(PluginRun.of(CHAT).with("system-role", "false").request(0));

    assertThat(messages(body)).hasSize(1);
    assertThat(text(messages(body).get(0), "role")).isEqualTo("user");
    assertThat(text(messages(body).get(0), "content")).startsWith(OpenAiProvider.PASSAGE + "\n\n");
    assertThat(words(body)).hasSize(250);
  }

  private static JsonObject body(TestRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject();
  }

  private static List<JsonElement> messages(JsonObject body) {
    return body.getAsJsonArray("messages").asList();
  }

  private static String text(JsonElement message, String name) {
    return message.getAsJsonObject().get(name).getAsString();
  }

  /** The words that differ with each request: those after the passage. */
  private static List<String> words(JsonObject body) {
    String prompt =
        body.has("prompt")
            ? body.get("prompt").getAsString()
            : text(messages(body).get(messages(body).size() - 1), "content");
    return List.of(prompt.replace(OpenAiProvider.PASSAGE + "\n\n", "").split(" "));
  }
}
