package org.vespabench.openai;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;

/**
 * Is what the two endpoints have in common: all but the form of the prompt.
 *
 * <p>The health path is the default, {@code /health}: vLLM, llama.cpp and TGI have it. Ollama
 * answers 404 there, which the runner takes for an answer.
 */
abstract class OpenAiProvider implements TestRequestProvider, BackendSimulator {
  /** Every prompt starts with it, as chats start with the same system prompt: about 60 words. */
  static final String PASSAGE =
      "You are a patient assistant who answers from these notes. The harbour keeps three"
          + " lighthouses. The northern one is built of granite and turns twice a minute. The"
          + " southern one is painted white and rings a bell in fog. The oldest stands on an"
          + " island; it has lost its lamp, yet sailors still steer by it in daylight. Answer at"
          + " length, and in full sentences.";

  private final String path;

  OpenAiProvider(String path) {
    this.path = path;
  }

  /** Put the prompt into a request's body. */
  abstract void addPrompt(JsonObject body, RequestContext context);

  @Override
  public final String unit(Settings settings) {
    return "tokens";
  }

  @Override
  public List<Setting<?>> settings() {
    return OpenAiSettings.COMMON;
  }

  @Override
  public final TestRequest next(RequestContext context) {
    Settings settings = context.settings();
    int tokens = tokens(context);
    JsonObject body = new JsonObject();
    body.addProperty("model", settings.get(OpenAiSettings.MODEL));
    addPrompt(body, context);
    addLength(body, settings, tokens);
    if (settings.get(OpenAiSettings.SEND_TEMPERATURE)) {
      body.addProperty("temperature", settings.get(OpenAiSettings.TEMPERATURE));
    }
    if (settings.get(OpenAiSettings.STREAM)) {
      addStream(body, settings);
    }
    return TestRequest.post(path, body.toString()).declaring(tokens).streaming(ReplyReader::new);
  }

  private static int tokens(RequestContext context) {
    int most = context.settings().get(OpenAiSettings.MAX_TOKENS);
    return context.warmUp()
        ? Math.min(most, context.settings().get(OpenAiSettings.WARMUP_TOKENS))
        : context.outputTokens(most);
  }

  private static void addLength(JsonObject body, Settings settings, int tokens) {
    body.addProperty(settings.get(OpenAiSettings.LENGTH_FIELD), tokens);
    if (settings.get(OpenAiSettings.PIN)) {
      // vLLM knows both, llama.cpp the first; others ignore what they do not know, or refuse it.
      body.addProperty("ignore_eos", true);
      body.addProperty("min_tokens", tokens);
    }
  }

  private static void addStream(JsonObject body, Settings settings) {
    body.addProperty("stream", true);
    if (settings.get(OpenAiSettings.STREAM_USAGE)) {
      JsonObject options = new JsonObject();
      options.addProperty("include_usage", true);
      body.add("stream_options", options);
    }
  }

  static String words(RequestContext context) {
    return context.prompt(
        context
            .settings()
            .get(context.warmUp() ? OpenAiSettings.WARMUP_WORDS : OpenAiSettings.PROMPT_WORDS));
  }

  /** The passage and words that differ each time; only the user's own text, if there is one. */
  static String prompt(RequestContext context) {
    return context.prompt(PASSAGE + "\n\n" + words(context));
  }

  @Override
  public Settings adapt(Settings settings, HttpReply refusal) {
    return Refusal.of(refusal).adapt(settings);
  }

  @Override
  public final OptionalDouble declared(String path, String body) {
    return Price.of(path, body);
  }

  @Override
  public final Map<String, String> identity(HttpSession http) {
    return Identity.of(http);
  }

  @Override
  public final SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
    return OpenAiSimulator.simulate(request, reply);
  }
}
