package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vespabench.testkit.PluginRun;

/** The standard workflow, as a request carries it. */
class WorkflowTest {
  private static final PluginRun RUN = PluginRun.of(new ComfyUiNative());

  @Test
  void itIsTheGraphOfTheOriginal() {
    JsonObject graph = graph(RUN, 0);
    int seed = seed(graph);
    String prompt = inputs(graph, "6").get("text").getAsString();

    assertThat(graph)
        .isEqualTo(
            JsonParser.parseString(
                """
                {"3": {"class_type": "KSampler", "inputs": {"seed": %d, "steps": 20, "cfg": 7.0,
                   "sampler_name": "euler_ancestral", "scheduler": "normal", "denoise": 1,
                   "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0],
                   "latent_image": ["5", 0]}},
                 "4": {"class_type": "CheckpointLoaderSimple",
                   "inputs": {"ckpt_name": "model.safetensors"}},
                 "5": {"class_type": "EmptyLatentImage",
                   "inputs": {"width": 512, "height": 512, "batch_size": 1}},
                 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "%s", "clip": ["4", 1]}},
                 "7": {"class_type": "CLIPTextEncode",
                   "inputs": {"text": "nsfw, nude, text, watermark", "clip": ["4", 1]}},
                 "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
                 "9": {"class_type": "SaveImage",
                   "inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}}}
                """
                    .formatted(seed, prompt)));
    assertThat(prompt).hasSizeGreaterThan(20);
  }

  @Test
  void settingsAreNumbersAndTextsInIt() {
    JsonObject graph =
        graph(
            RUN.with("width", "640")
                .with("height", "480")
                .with("steps", "7")
                .with("checkpoint", "sd \"15\".ckpt")
                .with("sampler", "ddim"),
            0);

    assertThat(inputs(graph, "5").get("width")).hasToString("640");
    assertThat(inputs(graph, "5").get("height")).hasToString("480");
    assertThat(inputs(graph, "3").get("steps")).hasToString("7");
    assertThat(inputs(graph, "3").get("sampler_name").getAsString()).isEqualTo("ddim");
    assertThat(inputs(graph, "4").get("ckpt_name").getAsString()).isEqualTo("sd \"15\".ckpt");
  }

  @Test
  void everyRequestHasAnotherSeed() {
    Set<Integer> seeds = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      seeds.add(seed(graph(RUN, i)));
    }

    assertThat(seeds).hasSize(200).allMatch(seed -> seed >= 1 && seed <= 1_000_000);
    assertThat(
            seed(
                JsonParser.parseString(RUN.warmUpRequest().body())
                    .getAsJsonObject()
                    .getAsJsonObject("prompt")))
        .isNotIn(seeds);
  }

  @Test
  void theSameSeedGivesTheSameRequests() {
    assertThat(RUN.request(5).body()).isEqualTo(RUN.request(5).body());
    assertThat(RUN.with("seed", "2").request(5).body()).isNotEqualTo(RUN.request(5).body());
  }

  @Test
  void thePromptIsOneOfSeven() {
    Set<String> prompts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      prompts.add(inputs(graph(RUN, i), "6").get("text").getAsString());
    }

    assertThat(prompts).hasSize(7);
  }

  @Test
  void theUsersPromptTakesItsPlaceAsItIs() {
    String prompt = "a \"cat\" \\ {width} $1 __RANDOM_INT__";

    JsonObject graph = graph(RUN.with("prompt", prompt), 0);

    assertThat(inputs(graph, "6").get("text").getAsString()).isEqualTo(prompt);
  }

  static JsonObject graph(PluginRun run, long index) {
    String body = run.request(index).body();
    return JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("prompt");
  }

  static JsonObject inputs(JsonObject graph, String node) {
    return graph.getAsJsonObject(node).getAsJsonObject("inputs");
  }

  private static int seed(JsonObject graph) {
    return inputs(graph, "3").get("seed").getAsInt();
  }
}
