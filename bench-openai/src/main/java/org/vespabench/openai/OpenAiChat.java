package org.vespabench.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;

/** Measures {@code POST /v1/chat/completions}. */
public final class OpenAiChat extends OpenAiProvider {
  static final String PATH = "/v1/chat/completions";

  private static final List<Setting<?>> SETTINGS =
      Stream.concat(OpenAiSettings.COMMON.stream(), Stream.of(OpenAiSettings.SYSTEM_ROLE))
          .<Setting<?>>map(setting -> setting)
          .toList();

  /** Make one; it holds no state. */
  public OpenAiChat() {
    super(PATH);
  }

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("benchmarks.openai_chat");
  }

  @Override
  public String description() {
    return "output tokens per second of an OpenAI server's /v1/chat/completions";
  }

  @Override
  public List<Setting<?>> settings() {
    return SETTINGS;
  }

  @Override
  void addPrompt(JsonObject body, RequestContext context) {
    Optional<String> given = context.messages();
    body.add("messages", given.isPresent() ? parsed(given.get()) : messages(context));
  }

  private static JsonArray parsed(String messages) {
    return Json.array(messages)
        .orElseThrow(
            () ->
                new BenchmarkException(
                    "the messages are not a JSON array: " + BenchmarkException.excerpt(messages)));
  }

  private static JsonArray messages(RequestContext context) {
    JsonArray messages = new JsonArray();
    boolean given = !context.prompt("").isEmpty();
    if (given || !context.settings().get(OpenAiSettings.SYSTEM_ROLE)) {
      messages.add(message("user", prompt(context)));
    } else {
      messages.add(message("system", PASSAGE));
      messages.add(message("user", words(context)));
    }
    return messages;
  }

  private static JsonObject message(String role, String content) {
    JsonObject message = new JsonObject();
    message.addProperty("role", role);
    message.addProperty("content", content);
    return message;
  }

  @Override
  public Settings adapt(Settings settings, HttpReply refusal) {
    // The chat templates of Gemma and of some Mistral models know no system role.
    boolean refused = Refusal.of(refusal).isAboutSystemRole();
    return refused && settings.get(OpenAiSettings.SYSTEM_ROLE)
        ? settings.with(OpenAiSettings.SYSTEM_ROLE, false)
        : super.adapt(settings, refusal);
  }
}
