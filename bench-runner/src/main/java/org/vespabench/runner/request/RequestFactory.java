package org.vespabench.runner.request;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.function.Function;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.RequestContext;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;

/** Builds requests: seeds the plugin's context, then shapes what it made as the user asked. */
public final class RequestFactory {
  private final SettingValues settings;
  private final long seed;
  private final String path;
  private final Prompts prompts;
  private final JsonObject extraBody;

  /**
   * Create one that asks what {@code --prompt} says, or leaves it to the plugin.
   *
   * @throws IllegalArgumentException if {@code --extra-body} is no JSON object; for the operator
   */
  public RequestFactory(SettingValues settings, long seed) {
    this(settings, seed, Prompts.always(settings.orDefault(RunnerSettings.PROMPT)));
  }

  /**
   * Create one.
   *
   * @throws IllegalArgumentException if {@code --extra-body} is no JSON object; for the operator
   */
  public RequestFactory(SettingValues settings, long seed, Prompts prompts) {
    this.settings = settings;
    this.prompts = prompts;
    this.seed = seed;
    this.path = settings.orDefault(RunnerSettings.PATH);
    this.extraBody = parseExtraBody(settings.orDefault(RunnerSettings.EXTRA_BODY));
  }

  /** Go on with other settings, after a refusal. */
  public RequestFactory with(SettingValues changed) {
    return new RequestFactory(changed, seed, prompts);
  }

  /** Tell the settings in force. */
  public SettingValues settings() {
    return settings;
  }

  /** Build a request of the warm-up, or a measured one. */
  public TestRequest build(
      Function<RequestContext, TestRequest> source, boolean warmUp, long index) {
    TestRequest request = source.apply(new SeededContext(settings, seed, warmUp, index, prompts));
    if (!path.isEmpty()) {
      request = request.withPath(path);
    }
    return extraBody.isEmpty() || request.body().isEmpty() ? request : merged(request);
  }

  private TestRequest merged(TestRequest request) {
    JsonObject body = objectIn(request);
    extraBody.entrySet().forEach(entry -> body.add(entry.getKey(), entry.getValue()));
    return request.withBody(body.toString());
  }

  /** List the keys of {@code --extra-body} that the plugin sets as well. */
  public List<String> overriddenKeys(Function<RequestContext, TestRequest> source) {
    TestRequest unshaped = source.apply(new SeededContext(settings, 0, true, 0, Prompts.PLUGINS));
    if (extraBody.isEmpty() || unshaped.body().isEmpty()) {
      return List.of();
    }
    JsonObject body = objectIn(unshaped);
    return extraBody.keySet().stream()
        .filter(key -> body.has(key) && !extraBody.get(key).equals(body.get(key)))
        .toList();
  }

  private static JsonObject objectIn(TestRequest request) {
    try {
      JsonElement body = JsonParser.parseString(request.body());
      if (body.isJsonObject()) {
        return body.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new BenchmarkException("--extra-body cannot be merged: the body is no JSON", e);
    }
    throw new BenchmarkException("--extra-body cannot be merged: the body is no JSON object");
  }

  private static JsonObject parseExtraBody(String text) {
    if (text.isEmpty()) {
      return new JsonObject();
    }
    try {
      JsonElement element = JsonParser.parseString(text);
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      // told below, as for JSON that is no object
    }
    throw new IllegalArgumentException(
        "--extra-body '" + text + "' is not a JSON object, such as '{\"top_p\": 0.9}'.");
  }
}
