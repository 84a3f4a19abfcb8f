package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ScriptedBackend;

/** A workflow of the user's own. */
class WorkflowFileTest {
  /** A workflow without placeholders but the one for the seed. */
  private static final String LITERAL =
      """
      {"5": {"class_type": "EmptyLatentImage", "inputs": {"width": 1024, "height": 1024}},
       "3": {"class_type": "KSampler", "inputs": {"seed": "__RANDOM_INT__", "steps": 28}}}
      """;

  @TempDir private Path folder;

  @Test
  void placeholdersAreFilledInWithTheirTypes() throws Exception {
    PluginRun run =
        run(
            """
            {"a": {"class_type": "Sampler", "_meta": {"title": "steps: {steps}"}, "inputs": {
               "noise_seed": "__RANDOM_INT__", "steps": "{steps}", "size": ["{width}", "{height}"],
               "link": ["b", 0], "on": true, "none": null}},
             "b": {"class_type": "Prompt", "inputs": {
               "text": "{prompt}, {width}x{height}, {unknown}", "name": "{prompt}"}}}
            """);

    JsonObject graph = WorkflowTest.graph(run.with("width", "640").with("prompt", "a \"$1\""), 0);

    JsonObject sampler = WorkflowTest.inputs(graph, "a");
    assertThat(sampler.get("noise_seed").getAsJsonPrimitive().isNumber()).isTrue();
    assertThat(sampler.get("steps")).hasToString("20");
    assertThat(sampler.get("size")).hasToString("[640,512]");
    assertThat(sampler.get("link")).hasToString("[\"b\",0]");
    assertThat(sampler.get("on")).hasToString("true");
    assertThat(sampler.get("none").isJsonNull()).isTrue();
    assertThat(graph.getAsJsonObject("a").get("_meta")).hasToString("{\"title\":\"steps: 20\"}");
    JsonObject prompt = WorkflowTest.inputs(graph, "b");
    assertThat(prompt.get("text").getAsString()).isEqualTo("a \"$1\", 640x512, {unknown}");
    assertThat(prompt.get("name").getAsString()).isEqualTo("a \"$1\"");
  }

  @Test
  void aFileIsParsedOnceForAllRequests() {
    WorkflowFile file = new WorkflowFile();
    String text = "{\"1\": {\"class_type\": \"A\", \"inputs\": {\"seed\": \"__RANDOM_INT__\"}}}";

    JsonObject graph = file.read(text);

    assertThat(file.read(text)).isSameAs(graph);
    assertThat(file.read(text.replace("\"A\"", "\"B\""))).isNotEqualTo(graph);
    assertThat(file.read(text)).isEqualTo(graph);
  }

  @Test
  void whatAGraphShowsIsItsPriceAndNotTheSettings() throws Exception {
    PluginRun run = run(LITERAL);

    assertThat(run.request(0).declared()).isCloseTo(29_385.128, within(1e-9));
    assertThat(run.with("width", "64").with("steps", "1").request(0).declared())
        .isCloseTo(29_385.128, within(1e-9));
    assertThat(run.with("workload", "fixed100").request(0).declared()).isEqualTo(100);
  }

  @Test
  void placeholdersInAGraphArePricedByTheSettings() throws Exception {
    PluginRun run =
        run(LITERAL.replaceAll("1024(?=})", "\"{height}\"").replace("28", "\"{steps}\""));

    assertThat(run.with("height", "768").with("steps", "20").request(0).declared())
        .isCloseTo(Price.formula(1024, 768, 20), within(1e-9));
  }

  @Test
  void everyImageOfABatchIsPriced() throws Exception {
    PluginRun run = run(LITERAL.replace("1024}", "1024, \"batch_size\": 2}"));

    assertThat(run.request(0).declared()).isCloseTo(2 * 29_385.128, within(1e-9));
  }

  @Test
  void aGraphThatDoesNotShowItsSizeIsPricedByTheSettings() throws Exception {
    PluginRun run = run(LITERAL.replace("28", "[\"7\", 0]"));

    assertThat(run.request(0).declared()).isCloseTo(5_242.88, within(1e-9));
    assertThat(run.with("steps", "21").request(0).declared()).isCloseTo(5_510.024, within(1e-9));
  }

  @Test
  void everyPlaceForASeedGetsItsOwn() throws Exception {
    PluginRun run =
        run(
            """
            {"1": {"class_type": "A", "inputs": {"seed": "__RANDOM_INT__",
               "other": "__RANDOM_INT__", "name": "image-__RANDOM_INT__"}}}
            """);

    JsonObject inputs = WorkflowTest.inputs(WorkflowTest.graph(run, 0), "1");

    assertThat(inputs.get("seed")).isNotEqualTo(inputs.get("other"));
    assertThat(inputs.get("name").getAsString()).matches("image-\\d+");
    assertThat(WorkflowTest.graph(run, 1)).isNotEqualTo(WorkflowTest.graph(run, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"1": {                             | it is not JSON: see line 1 column 8
          {"1": {"seed": __RANDOM_INT__}}     | it is not JSON: see line 1 column 16
          <html>                              | it is not JSON
          {} {}                               | it is not JSON: see line 1 column 5
          []                                  | it is not a JSON object of nodes: []
          "text"                              | it is not a JSON object of nodes: "text"
          {}                                  | it has no nodes
          {"nodes": [{}], "links": []}        | it is in the editor's own format, with nodes and links. Export it from ComfyUI once more, with Workflow > Export (API)
          {"prompt": {"1": {}}}               | 'prompt' is no node with class_type and inputs, as the API format has them: {"1":{}}
          {"1": {"class_type": "A"}}          | '1' is no node
          {"1": {"class_type": 5, "inputs": {}}} | '1' is no node
          {"1": null}                         | '1' is no node
          {"1": {"class_type": "A", "inputs": {}}} | in place of the seed
          {"7": {"class_type": "KSampler", "inputs": {"seed": 5}}} | Write "__RANDOM_INT__", with the quotation marks, in place of the seed: node 7 (KSampler), input seed
          {"7": {"class_type": "RandomNoise", "inputs": {"noise_seed": 5}}} | node 7 (RandomNoise), input noise_seed
          """)
  void whatCannotBeMeasuredIsRefused(String file, String message) throws Exception {
    PluginRun run = run(file);

    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> run.request(0))
        .withMessageStartingWith("the file of --workflow cannot be used: ")
        .withMessageContaining(message);
  }

  @Test
  void aRefusedFileIsTheReasonAndNothingIsSent() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      String reason = run("{}").against(backend.url()).reason().orElseThrow();

      assertThat(reason).isEqualTo("the file of --workflow cannot be used: it has no nodes");
      assertThat(backend.requests("/prompt")).isEmpty();
    }
  }

  private PluginRun run(String workflow) throws IOException {
    Path file = Files.writeString(folder.resolve("workflow.json"), workflow);
    return PluginRun.of(new ComfyUiNative()).with("workflow", file.toString());
  }
}
