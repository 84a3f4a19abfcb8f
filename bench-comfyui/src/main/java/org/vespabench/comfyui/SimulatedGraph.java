package org.vespabench.comfyui;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vespabench.api.TestRequest;

/** Judges and prices a graph as a simulated ComfyUI: stock, with every model there is. */
final class SimulatedGraph {
  /** The price of the standard workflow, for graphs whose size cannot be seen. */
  private static final double STANDARD = Price.formula(512, 512, 20);

  private static final Set<String> OUTPUTS = Set.of("SaveImage", "PreviewImage");

  /** The nodes for images that most workflows are made of. */
  private static final Set<String> OTHERS =
      Set.of(
          "KSampler",
          "KSamplerAdvanced",
          "KSamplerSelect",
          "SamplerCustom",
          "SamplerCustomAdvanced",
          "BasicScheduler",
          "BasicGuider",
          "CFGGuider",
          "RandomNoise",
          "FluxGuidance",
          "ModelSamplingFlux",
          "ModelSamplingSD3",
          "CheckpointLoaderSimple",
          "UNETLoader",
          "CLIPLoader",
          "DualCLIPLoader",
          "TripleCLIPLoader",
          "VAELoader",
          "LoraLoader",
          "LoraLoaderModelOnly",
          "CLIPTextEncode",
          "CLIPSetLastLayer",
          "ConditioningZeroOut",
          "EmptyLatentImage",
          "EmptySD3LatentImage",
          "LatentUpscale",
          "LatentUpscaleBy",
          "VAEDecode",
          "VAEDecodeTiled",
          "VAEEncode",
          "LoadImage",
          "ImageScale",
          "ImageUpscaleWithModel",
          "UpscaleModelLoader");

  private SimulatedGraph() {}

  /** The units that a request costs: as it says itself, else as its graph says. */
  static double units(TestRequest request, JsonObject graph) {
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      if (header.getKey().equalsIgnoreCase(ComfyUiProvider.COST)) {
        return cost(header.getValue());
      }
    }
    return Price.ofGraph(graph).orElse(STANDARD);
  }

  private static double cost(String text) {
    try {
      double cost = Double.parseDouble(text);
      return cost > 0 && Double.isFinite(cost) ? cost : STANDARD;
    } catch (NumberFormatException e) {
      return STANDARD;
    }
  }

  /** What ComfyUI answers with 400, or empty if it would run the graph. */
  static Optional<JsonObject> refusal(JsonObject graph) {
    boolean hasOutput = false;
    for (Map.Entry<String, JsonElement> entry : graph.entrySet()) {
      String type =
          entry.getValue() instanceof JsonObject node ? Json.text(node, "class_type") : "";
      if (!OUTPUTS.contains(type) && !OTHERS.contains(type)) {
        String message = "Cannot execute because node %s does not exist.".formatted(type);
        String details = "Node ID '#%s'".formatted(entry.getKey());
        return Optional.of(withError(error("invalid_prompt", message, details)));
      }
      hasOutput |= OUTPUTS.contains(type);
    }
    return hasOutput
        ? withoutCheckpoint(graph)
        : Optional.of(withError(error("prompt_no_outputs", "Prompt has no outputs", "")));
  }

  private static Optional<JsonObject> withoutCheckpoint(JsonObject graph) {
    JsonObject nodes = new JsonObject();
    for (Map.Entry<String, JsonElement> entry : graph.entrySet()) {
      JsonObject node = entry.getValue().getAsJsonObject();
      String type = Json.text(node, "class_type");
      String name = Json.text(Json.object(node, "inputs"), "ckpt_name");
      if (type.equals("CheckpointLoaderSimple") && !isModel(name)) {
        nodes.add(entry.getKey(), nodeError(type, missing(name)));
      }
    }
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    JsonObject refusal =
        withError(
            error("prompt_outputs_failed_validation", "Prompt outputs failed validation", ""));
    refusal.add("node_errors", nodes);
    return Optional.of(refusal);
  }

  private static boolean isModel(String name) {
    String file = name.toLowerCase(Locale.ROOT);
    return file.endsWith(".safetensors") || file.endsWith(".ckpt");
  }

  private static JsonObject missing(String checkpoint) {
    return checkpoint.isEmpty()
        ? error("required_input_missing", "Required input is missing", "ckpt_name")
        : error(
            "value_not_in_list",
            "Value not in list",
            "ckpt_name: '%s' not in ['model.safetensors']".formatted(checkpoint));
  }

  private static JsonObject nodeError(String type, JsonObject error) {
    JsonArray errors = new JsonArray();
    errors.add(error);
    JsonObject node = new JsonObject();
    node.add("errors", errors);
    node.add("dependent_outputs", new JsonArray());
    node.addProperty("class_type", type);
    return node;
  }

  private static JsonObject withError(JsonObject error) {
    JsonObject refusal = new JsonObject();
    refusal.add("error", error);
    refusal.add("node_errors", new JsonObject());
    return refusal;
  }

  private static JsonObject error(String type, String message, String details) {
    JsonObject error = new JsonObject();
    error.addProperty("type", type);
    error.addProperty("message", message);
    error.addProperty("details", details);
    error.add("extra_info", new JsonObject());
    return error;
  }
}
