package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.testkit.FixedReply;
import org.vespabench.testkit.PluginRun;

/** What is changed after which refusal. */
class AdaptTest {
  private static final OpenAiChat PLUGIN = new OpenAiChat();

  /** As they would be with {@code --stream}. */
  private static final Settings STREAMED = PluginRun.of(PLUGIN).with("stream", "true").settings();

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(
            "length-field",
            400,
            """
            {"error": {"message": "Unsupported parameter: 'max_tokens' is not supported with this \
            model. Use 'max_completion_tokens' instead.", "param": "max_tokens"}}
            """),
        arguments(
            "pin",
            422,
            """
            {"detail": [{"type": "extra_forbidden", "loc": ["body", "ignore_eos"],
                         "msg": "Extra inputs are not permitted", "input": true}]}
            """),
        arguments(
            "pin",
            400,
            """
            {"object": "error", "message": "min_tokens must be 0", "type": "BadRequestError"}
            """),
        arguments(
            "stream-usage",
            400,
            """
            {"error": {"message": "Unrecognized request argument", "param": "stream_options"}}
            """),
        arguments(
            "send-temperature",
            400,
            """
            {"error": {"message": "Unsupported value: 'temperature' does not support 0.7"}}
            """),
        arguments("system-role", 400, "{\"error\": {\"message\": \"System role not supported\"}}"),
        arguments(
            "system-role",
            400,
            """
            {"object": "error", "message": "Conversation roles must alternate user/assistant/..."}
            """),
        // The refused request is repeated: only what is said about it counts.
        arguments(
            "pin",
            422,
            """
            {"detail": [{"loc": ["body"], "msg": "Value error",
                         "input": {"temperature": 0.7, "stream_options": {}}}]}
            """),
        arguments("pin", 400, "{\"error\": \"bad request\"}"),
        arguments("pin", 422, "Failed to deserialize the JSON body"),
        arguments("pin", 400, ""));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void oneSettingIsChanged(String setting, int status, String body) {
    Settings adapted = PLUGIN.adapt(STREAMED, FixedReply.json(status, body));

    assertThat(changes(adapted)).containsExactly(setting);
  }

  @Test
  void whatIsChangedIsWhatTheRefusalAskedFor() {
    Settings adapted =
        PLUGIN.adapt(STREAMED, FixedReply.json(400, "use max_completion_tokens instead"));

    assertThat(adapted.get(OpenAiSettings.LENGTH_FIELD)).isEqualTo("max_completion_tokens");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This model's maximum context length is 1024 tokens. However, you requested 1500 tokens",
        "'max_tokens' or 'max_completion_tokens' is too large: 9000",
        "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens",
        "max_tokens is too large: 9000. This model supports at most 4096 completion tokens",
        "The decoder prompt is longer than the maximum model length of 2048."
      })
  void aRequestThatIsTooBigIsNotMended(String message) {
    FixedReply refusal = FixedReply.json(400, "{\"error\": \"" + message + "\"}");

    assertThat(PLUGIN.adapt(STREAMED, refusal)).isSameAs(STREAMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 404, 429, 500, 503})
  void onlyRefusalsOfTheContentAreMended(int status) {
    FixedReply refusal = FixedReply.json(status, "{\"error\": \"ignore_eos, System role\"}");

    assertThat(PLUGIN.adapt(STREAMED, refusal)).isSameAs(STREAMED);
  }

  @Test
  void whatHelpedNothingIsNotTriedTwice() {
    Settings settings =
        STREAMED
            .with(OpenAiSettings.PIN, false)
            .with(OpenAiSettings.LENGTH_FIELD, "max_completion_tokens")
            .with(OpenAiSettings.STREAM_USAGE, false)
            .with(OpenAiSettings.SEND_TEMPERATURE, false)
            .with(OpenAiSettings.SYSTEM_ROLE, false);
    String all = "max_completion_tokens, stream_options, ignore_eos, temperature, system role";

    assertThat(PLUGIN.adapt(settings, FixedReply.json(400, all))).isSameAs(settings);
  }

  @Test
  void theUsersTemperatureIsNotDropped() {
    Settings settings =
        STREAMED.with(OpenAiSettings.TEMPERATURE, 0.0).with(OpenAiSettings.PIN, false);

    assertThat(PLUGIN.adapt(settings, FixedReply.json(422, "`temperature` must be positive")))
        .isSameAs(settings);
  }

  @Test
  void completionsHaveNoSystemRoleToDrop() {
    OpenAiCompletions plugin = new OpenAiCompletions();
    Settings settings = PluginRun.of(plugin).with("pin", "false").settings();

    assertThat(plugin.adapt(settings, FixedReply.json(400, "System role not supported")))
        .isSameAs(settings);
  }

  /** The names of the settings that are no longer as they were. */
  private static List<String> changes(Settings adapted) {
    return PLUGIN.settings().stream()
        .filter(setting -> !adapted.get(setting).equals(STREAMED.get(setting)))
        .map(Setting::name)
        .toList();
  }
}
