package org.vespabench.runner.request;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.RequestContext;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;

/** Builds requests: seeds the plugin's context, then shapes what it made as the user asked. */
public final class RequestFactory {
  private static final String MODEL = "model";

  private final SettingValues settings;
  private final long seed;
  private final String path;
  private final Prompts prompts;
  private final JsonObject extraBody;
  private final @Nullable ModelMix models;

  /** Made once: a request that is due has no time for it. */
  private final Map<String, SettingValues> settingsByModel;

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
    this(settings, seed, prompts, null);
  }

  private RequestFactory(
      SettingValues settings, long seed, Prompts prompts, @Nullable ModelMix models) {
    this.settings = settings;
    this.prompts = prompts;
    this.seed = seed;
    this.path = settings.orDefault(RunnerSettings.PATH);
    this.extraBody = parseExtraBody(settings.orDefault(RunnerSettings.EXTRA_BODY));
    this.models = models;
    this.settingsByModel = models == null ? Map.of() : settingsByModel(settings, models);
  }

  private static Map<String, SettingValues> settingsByModel(
      SettingValues settings, ModelMix models) {
    Map<String, SettingValues> byModel = new HashMap<>();
    models.names().forEach(name -> byModel.put(name, settings.withText(MODEL, name)));
    return byModel;
  }

  /** Go on with other settings, after a refusal. */
  public RequestFactory with(SettingValues changed) {
    return new RequestFactory(changed, seed, prompts, models);
  }

  /**
   * Draw a model for each request, in place of the plugin's setting of that name.
   *
   * @throws IllegalArgumentException if the plugin has none, or a model cannot be its value; for
   *     the operator
   */
  public RequestFactory withModels(ModelMix mix) {
    if (!settings.all().containsKey(MODEL)) {
      throw new IllegalArgumentException(
          "--models %s: this benchmark has no setting '%s', so it cannot ask for one of several."
              .formatted(mix, MODEL));
    }
    try {
      return new RequestFactory(settings, seed, prompts, mix);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--models %s: %s".formatted(mix, e.getMessage()), e);
    }
  }

  /** Tell the model that a request asks for; empty if none is drawn. */
  public String model(boolean warmUp, long index) {
    return models == null ? "" : models.of(RandomStream.MODELS.of(seed, warmUp, index));
  }

  /** Tell what all that is random is made from. */
  public long seed() {
    return seed;
  }

  /** Tell the settings in force. */
  public SettingValues settings() {
    return settings;
  }

  /**
   * Build a request of the warm-up, or a measured one.
   *
   * @throws BenchmarkException if the plugin makes none, if the user gave chat messages and the
   *     plugin never asked for them, or if its body cannot take {@code --extra-body}
   */
  public TestRequest build(
      Function<RequestContext, TestRequest> source, boolean warmUp, long index) {
    SettingValues values = settingsByModel.getOrDefault(model(warmUp, index), settings);
    SeededContext context = new SeededContext(values, seed, warmUp, index, prompts);
    TestRequest request = made(source, context);
    if (context.hasUnusedMessages()) {
      throw new BenchmarkException(
          "the prompts file holds chat messages, and this benchmark sends none. Use the benchmark"
              + " benchmarks.openai_chat, or lines with 'prompt'.");
    }
    if (!path.isEmpty()) {
      request = request.withPath(path);
    }
    return extraBody.isEmpty() || request.body().isEmpty() ? request : merged(request);
  }

  /** A stranger's code: what it throws is told as its own, and where. */
  private static TestRequest made(
      Function<RequestContext, TestRequest> source, RequestContext context) {
    TestRequest request;
    try {
      request = source.apply(context);
    } catch (BenchmarkException e) {
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      StackTraceElement[] trace = e.getStackTrace();
      String where = trace.length == 0 ? "" : ", at " + trace[0];
      throw new BenchmarkException(
          "the plugin could not make a request: its next() threw " + e + where, e);
    }
    if (request == null) {
      throw new BenchmarkException("the plugin made no request: its next() returned null");
    }
    return request;
  }

  private TestRequest merged(TestRequest request) {
    JsonObject body = objectIn(request);
    extraBody.entrySet().forEach(entry -> body.add(entry.getKey(), entry.getValue()));
    return request.withBody(body.toString());
  }

  /** List the keys of {@code --extra-body} that the plugin sets as well. */
  public List<String> overriddenKeys(Function<RequestContext, TestRequest> source) {
    TestRequest unshaped = made(source, new SeededContext(settings, 0, true, 0, Prompts.PLUGINS));
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
