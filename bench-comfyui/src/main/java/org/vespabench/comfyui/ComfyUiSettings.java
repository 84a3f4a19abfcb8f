package org.vespabench.comfyui;

import java.time.Duration;
import java.util.List;
import org.vespabench.api.Setting;

/** What a user can set. */
final class ComfyUiSettings {
  static final String FORMULA = "formula";
  static final String FIXED = "fixed100";

  static final Setting<String> WORKLOAD =
      Setting.choice("workload", "how an image is priced: formula, or fixed100", FORMULA, FIXED);

  static final Setting<Integer> WIDTH =
      count("width", 512, "the image's width in pixels").env("BENCHMARK_TEST_WIDTH");

  static final Setting<Integer> HEIGHT =
      count("height", 512, "the image's height in pixels").env("BENCHMARK_TEST_HEIGHT");

  static final Setting<Integer> STEPS =
      count("steps", 20, "sampling steps").env("BENCHMARK_TEST_STEPS");

  static final Setting<String> CHECKPOINT =
      Setting.text("checkpoint", "model.safetensors", "the checkpoint's file name");

  static final Setting<String> SAMPLER =
      Setting.text("sampler", "euler_ancestral", "the sampler's name");

  /** The second variable is read as {@code VESPA_COMFYUI_BENCHMARK_FILE} too. */
  static final Setting<String> WORKFLOW =
      Setting.file("workflow", "a workflow in API format, instead of the standard one")
          .env("COMFYUI_WORKFLOW")
          .env("COMFYUI_BENCHMARK_FILE");

  /** For wrappers only. */
  static final Setting<String> API =
      Setting.choice("api", "the form of requests: runsync, generate or runpod", WrapperApi.words())
          .env("COMFYUI_API");

  /** For ComfyUI's own API only: older versions would stop whatever runs, and whose it may be. */
  static final Setting<Boolean> INTERRUPT =
      Setting.flag(
          "interrupt-running", false, "on Ctrl-C stop a prompt that runs; needs ComfyUI 0.4");

  static final List<Setting<?>> COMMON =
      List.of(
          Setting.RUNS.or(3),
          Setting.CONCURRENCY.or(1),
          Setting.TIMEOUT.or(Duration.ofMinutes(5)),
          WORKLOAD,
          WIDTH,
          HEIGHT,
          STEPS,
          CHECKPOINT,
          SAMPLER,
          WORKFLOW);

  private ComfyUiSettings() {}

  private static Setting<Integer> count(String name, int defaultValue, String help) {
    return Setting.integer(name, defaultValue, help).where(n -> n > 0, "a whole number above 0");
  }
}
