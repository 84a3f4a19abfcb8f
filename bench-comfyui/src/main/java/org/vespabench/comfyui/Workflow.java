package org.vespabench.comfyui;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Settings;

/**
 * Makes the graph that one request runs: a template, the user's or the standard one, with its
 * placeholders filled in. Used by one thread.
 */
final class Workflow {
  /** Its value differs in each request, or ComfyUI would answer from its cache. */
  static final String RANDOM = "__RANDOM_INT__";

  private static final Pattern PLACEHOLDER =
      Pattern.compile(RANDOM + "|\\{(?:prompt|width|height|steps|checkpoint|sampler)}");

  private static final int LARGEST_SEED = 1_000_000;

  private static final String STANDARD_TEXT =
      """
      {
        "3": {"class_type": "KSampler", "inputs": {
          "seed": "__RANDOM_INT__", "steps": "{steps}", "cfg": 7.0, "sampler_name": "{sampler}",
          "scheduler": "normal", "denoise": 1, "model": ["4", 0], "positive": ["6", 0],
          "negative": ["7", 0], "latent_image": ["5", 0]}},
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "{checkpoint}"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {
          "width": "{width}", "height": "{height}", "batch_size": 1}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{prompt}", "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {
          "text": "nsfw, nude, text, watermark", "clip": ["4", 1]}},
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {
          "filename_prefix": "ComfyUI", "images": ["8", 0]}}
      }
      """;

  /** Not to be changed. */
  private static final JsonObject STANDARD = Json.object(STANDARD_TEXT).orElseThrow();

  private static final List<String> PROMPTS =
      List.of(
          "a lighthouse on a granite island in a winter storm, oil painting",
          "a market square at dawn, stalls with oranges, soft light, photograph",
          "an old clockmaker at his bench, brass gears, warm lamp light, close-up",
          "a glass greenhouse full of ferns, rain on the panes, watercolour",
          "a red tram climbing a steep street between tall houses, wide angle",
          "a fox asleep in tall grass under a full moon, ink drawing",
          "a harbour town seen from above, tiled roofs, fishing boats, isometric");

  private final RequestContext context;
  private final Settings settings;
  private final String prompt;

  private Workflow(RequestContext context) {
    this.context = context;
    this.settings = context.settings();
    this.prompt = context.prompt(PROMPTS.get(context.random().nextInt(PROMPTS.size())));
  }

  /**
   * Make the graph of one request.
   *
   * @throws org.vespabench.api.BenchmarkException if the user's file cannot be used
   */
  static JsonObject graph(RequestContext context, WorkflowFile file) {
    String text = context.settings().get(ComfyUiSettings.WORKFLOW);
    JsonObject template = text.isEmpty() ? STANDARD : file.read(text);
    return new Workflow(context).filled(template);
  }

  private JsonObject filled(JsonObject template) {
    JsonObject object = new JsonObject();
    template.entrySet().forEach(entry -> object.add(entry.getKey(), filled(entry.getValue())));
    return object;
  }

  private JsonElement filled(JsonElement template) {
    if (template instanceof JsonObject object) {
      return filled(object);
    }
    if (template instanceof JsonArray array) {
      JsonArray elements = new JsonArray();
      array.forEach(element -> elements.add(filled(element)));
      return elements;
    }
    String text = Json.text(template);
    return text.isEmpty() ? template : filled(text);
  }

  /** In one pass: a placeholder within the user's prompt is the user's text. */
  private JsonPrimitive filled(String text) {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    return placeholder.matches()
        ? value(text)
        : new JsonPrimitive(
            placeholder.replaceAll(
                found -> Matcher.quoteReplacement(value(found.group()).getAsString())));
  }

  private JsonPrimitive value(String placeholder) {
    return switch (placeholder) {
      case "{prompt}" -> new JsonPrimitive(prompt);
      case "{width}" -> new JsonPrimitive(settings.get(ComfyUiSettings.WIDTH));
      case "{height}" -> new JsonPrimitive(settings.get(ComfyUiSettings.HEIGHT));
      case "{steps}" -> new JsonPrimitive(settings.get(ComfyUiSettings.STEPS));
      case "{checkpoint}" -> new JsonPrimitive(settings.get(ComfyUiSettings.CHECKPOINT));
      case "{sampler}" -> new JsonPrimitive(settings.get(ComfyUiSettings.SAMPLER));
      default -> new JsonPrimitive(context.random().nextInt(1, LARGEST_SEED + 1));
    };
  }
}
