package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What is said when plain ComfyUI refuses a prompt. */
class NativeRefusalTest {
  private static final String NODE =
      "{'class_type':'KSampler','errors':[{'message':'Value too small','details':'steps'}]}";

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(
            "{'error':{'type':'prompt_outputs_failed_validation','message':'Prompt outputs failed"
                + " validation','details':'','extra_info':{}},'node_errors':{'4':{'errors':[{"
                + "'type':'value_not_in_list','message':'Value not in list','details':\"ckpt_name:"
                + " model.safetensors not in [sd15.safetensors]\",'extra_info':{}}],"
                + "'dependent_outputs':['9'],'class_type':'CheckpointLoaderSimple'}}}",
            "node 4 (CheckpointLoaderSimple): Value not in list: ckpt_name: model.safetensors not"
                + " in [sd15.safetensors]. Name a checkpoint that is there: --checkpoint"),
        arguments(
            "{'error':'bad','node_errors':{'3':%1$s,'5':%1$s}}".formatted(NODE),
            "node 3 (KSampler): Value too small: steps; node 5 (KSampler): Value too small: steps"),
        arguments(
            "{'node_errors':{'1':%1$s,'2':%1$s,'3':%1$s,'4':%1$s,'5':%1$s}}".formatted(NODE),
            "node 1 (KSampler): Value too small: steps; node 2 (KSampler): Value too small: steps;"
                + " node 3 (KSampler): Value too small: steps; and 2 nodes more"),
        arguments("{'error':'no prompt','node_errors':[]}", "no prompt"),
        arguments(
            "{'error':{'type':'invalid_prompt','message':'Cannot execute because node Foo does not"
                + " exist.','details':'Node ID #3'},'node_errors':{}}",
            "Cannot execute because node Foo does not exist.: Node ID #3"),
        arguments("{'error':{'type':'odd'}}", "{'type':'odd'}"),
        arguments("{'node_errors':{'1':5}}", "node 1 (): 5"),
        arguments("{'node_errors':{'1':{'errors':{}}}}", "node 1 (): {'errors':{}}"),
        arguments("400: Bad Request", "400: Bad Request"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void itSaysWhichNodeAndWhy(String body, String message) throws Exception {
    assertThat(reason(400, body.replace('\'', '"')))
        .isEqualTo("ComfyUI refuses the workflow: " + message.replace('\'', '"'));
  }

  @Test
  void aLongListOfModelsIsCutButNotTheAdvice() throws Exception {
    String body =
        "{\"node_errors\":{\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"errors\":[{\"message\":"
            + "\"Value not in list\",\"details\":\"ckpt_name: 'a' not in %s\"}]}}}"
                .formatted("x".repeat(5000));

    assertThat(reason(400, body))
        .hasSizeLessThan(400)
        .endsWith("x…. Name a checkpoint that is there: --checkpoint");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405})
  void whoHasNoPromptPathIsLikelyAWrapper(int status) throws Exception {
    assertThat(reason(status, "{}"))
        .isEqualTo(
            "the backend answered %d to POST /prompt: it is not plain ComfyUI. A wrapper around it"
                    .formatted(status)
                + " is measured with benchmarks.comfyui:benchmark");
  }

  @Test
  void otherStatusesAreToldAsTheyAre() throws Exception {
    assertThat(reason(500, "out of memory"))
        .contains("the warm-up request failed: status 500: out of memory");
  }

  private static String reason(int status, String body) throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on("/prompt", ScriptedReply.status(status, body));
      return PluginRun.of(new ComfyUiNative()).against(backend.url()).reason().orElseThrow();
    }
  }
}
