package org.vespabench.comfyui;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.vespabench.api.Settings;

/** Prices an image. */
final class Price {
  /** The newer convention: every job costs the same, whatever it is. */
  static final double FIXED = 100;

  private static final double PER_UNIT = 1_000;

  private Price() {}

  /**
   * The formula of Vast's worker of December 2025: pixels times steps, in thousands, and a little
   * more for large images and for many steps. 512 × 512 with 20 steps is 5242.88.
   */
  static double formula(double width, double height, double steps) {
    double pixels = width * height;
    return pixels * steps / PER_UNIT + forResolution(pixels) + forSteps(steps);
  }

  private static double forResolution(double pixels) {
    if (pixels <= 512 * 512) {
      return 0;
    }
    if (pixels <= 768 * 768) {
      return 10;
    }
    return pixels <= 1024 * 1024 ? 20 : 30;
  }

  private static double forSteps(double steps) {
    if (steps <= 20) {
      return 0;
    }
    return steps <= 30 ? 5 : 10;
  }

  /**
   * Price a request of our own. A user's workflow need not use the settings; where its graph does
   * not show its size, it is taken to be as large as they say.
   */
  static double of(JsonObject graph, Settings settings) {
    return isFixed(settings) ? FIXED : ofGraph(graph).orElseGet(() -> ofSettings(settings));
  }

  private static double ofSettings(Settings settings) {
    return formula(
        settings.get(ComfyUiSettings.WIDTH),
        settings.get(ComfyUiSettings.HEIGHT),
        settings.get(ComfyUiSettings.STEPS));
  }

  static boolean isFixed(Settings settings) {
    return settings.get(ComfyUiSettings.WORKLOAD).equals(ComfyUiSettings.FIXED);
  }

  /** Price somebody else's request, in any of the forms; empty if its size cannot be seen. */
  static OptionalDouble ofBody(String text) {
    JsonObject body = Json.object(text).orElseGet(JsonObject::new);
    JsonObject input = Json.object(body, "input");
    JsonObject asked = Json.object(input, "modifications");
    return Stream.of(
            ofGraph(Json.object(body, "prompt")),
            ofGraph(Json.object(input, WrapperApi.GENERATE.field())),
            ofGraph(Json.object(input, WrapperApi.RUNPOD.field())),
            price(asked, Json.number(asked, "steps")))
        .filter(OptionalDouble::isPresent)
        .findFirst()
        .orElseGet(OptionalDouble::empty);
  }

  /** Price a graph, by its first empty latent image and the first node that has steps. */
  static OptionalDouble ofGraph(JsonObject graph) {
    JsonObject size = new JsonObject();
    OptionalDouble steps = OptionalDouble.empty();
    for (JsonElement element : graph.asMap().values()) {
      if (element instanceof JsonObject node) {
        JsonObject inputs = Json.object(node, "inputs");
        if (size.isEmpty() && isEmptyLatent(Json.text(node, "class_type"))) {
          size = inputs;
        }
        steps = steps.isPresent() ? steps : Json.number(inputs, "steps");
      }
    }
    return price(size, steps);
  }

  /** {@code EmptyLatentImage}, and what newer models have in its place. */
  private static boolean isEmptyLatent(String type) {
    String name = type.toLowerCase(Locale.ROOT);
    return name.startsWith("empty") && name.contains("latent");
  }

  private static OptionalDouble price(JsonObject size, OptionalDouble steps) {
    double width = Json.number(size, "width").orElse(0);
    double height = Json.number(size, "height").orElse(0);
    double images = Json.number(size, "batch_size").orElse(1);
    double price = images * formula(width, height, steps.orElse(0));
    // Zero or less is for the backend to refuse, not for us to price.
    boolean isSized = width > 0 && height > 0 && steps.orElse(0) > 0 && images > 0;
    return isSized && Double.isFinite(price) ? OptionalDouble.of(price) : OptionalDouble.empty();
  }
}
