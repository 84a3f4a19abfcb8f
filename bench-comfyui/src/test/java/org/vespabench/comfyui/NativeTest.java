package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.vespabench.comfyui.Histories.ID;
import static org.vespabench.comfyui.Histories.IMAGES;
import static org.vespabench.comfyui.Histories.json;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A prompt of plain ComfyUI, from the queue to its history. */
class NativeTest {
  private static final PluginRun ONE = PluginRun.of(new ComfyUiNative()).with("runs", "1");
  private static final ScriptedReply UNFINISHED = json("{}");

  @Test
  void theHistoryIsAskedUntilThePromptIsInIt() throws Exception {
    try (ScriptedBackend backend =
        Histories.backend(UNFINISHED, UNFINISHED, UNFINISHED, Histories.success())) {
      Measurement measured = ONE.against(backend.url());

      assertThat(measured.completed()).isEqualTo(1);
      assertThat(measured.done()).isEqualTo(5242.88);
      assertThat(measured.estimated()).isZero();
      assertThat(backend.requests("/history/" + Histories.ID)).hasSize(5);
      assertThat(backend.requests("/queue")).isEmpty();
      assertThat(measured.notes())
          .contains(
              "the backend was asked every 100ms whether it is done: times are known to within"
                  + " that");
    }
  }

  @Test
  void comfyUisOwnTimesAreToldBesideOurs() throws Exception {
    assertThat(measure(Histories.success()).details())
        .isEqualTo(Map.of("queueMillis", 250.0, "executionMillis", 3000.0, "cachedNodes", 1.0));
  }

  static Stream<String> oldHistories() {
    return Stream.of(
        "{'%s':{'prompt':[1],'outputs':%s}}",
        "{'%s':{'outputs':%s,'status':null}}",
        "{'%s':{'outputs':%s,'status':{'status_str':'success','messages':null}}}",
        "{'%s':{'prompt':{},'outputs':%s,'status':{'messages':[[],['execution_start'],"
            + "['execution_success','x'],5,[7,{}],['execution_start',{'timestamp':'now'}]]}}}");
  }

  @ParameterizedTest
  @MethodSource("oldHistories")
  void whatAnOlderVersionDoesNotTellIsAbsent(String history) throws Exception {
    Measurement measured = measure(json(history.formatted(Histories.ID, IMAGES)));

    assertThat(measured.completed()).isEqualTo(1);
    assertThat(measured.details()).isEqualTo(Map.of("cachedNodes", 0.0));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(
            Histories.ended(
                "{}",
                "error",
                ",['execution_error',{'node_id':'3','node_type':'KSampler','exception_type':"
                    + "'torch.OutOfMemoryError','exception_message':'Allocation on device'}]"),
            "node 3 (KSampler) failed: Allocation on device"),
        arguments(
            Histories.ended(
                IMAGES, "success", ",['execution_error',{'node_id':'8','node_type':'VAEDecode'}]"),
            "node 8 (VAEDecode) failed"),
        arguments(
            Histories.ended(
                "{}", "error", ",['execution_interrupted',{'node_id':'3','node_type':'KSampler'}]"),
            "the prompt was interrupted in node 3 (KSampler): somebody else cancelled it"),
        arguments(
            Histories.ended(IMAGES, "error", ""), "the prompt ended with the status error: {"),
        arguments(
            json("{'%s':{'outputs':%s,'status':{'completed':false}}}".formatted(ID, IMAGES)),
            "the prompt ended with the status incomplete: {'completed':false}"),
        arguments(Histories.ended("{}", "success", ""), "the prompt ended without images: {"),
        arguments(
            Histories.ended("{'9':{'images':[]},'7':[1],'6':{'text':['a']}}", "success", ""),
            "the prompt ended without images"),
        arguments(Histories.ended("[1]", "success", ""), "the prompt ended without images"),
        arguments(
            Histories.ended(IMAGES, "success", ",['execution_cached',{'nodes':['3','9']}]"),
            "ComfyUI answered from its cache, so nothing was measured"),
        arguments(
            Histories.ended("{}", "success", ",['execution_cached',{'nodes':['3','4','9']}]"),
            "ComfyUI answered from its cache, so nothing was measured"),
        arguments(
            json("{'other':{}}"),
            "/history answered 200 and does not tell of the prompt: {'other':{}}"),
        arguments(json("[]"), "/history answered 200 and does not tell of the prompt: []"),
        arguments(json("{'" + Histories.ID + "':[]}"), "does not tell of the prompt"),
        arguments(ScriptedReply.html("<html>"), "does not tell of the prompt: <html>"),
        arguments(json("{}").withStatus(500), "/history answered 500 and does not tell"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aPromptWithoutNewImagesIsAFailure(ScriptedReply history, String message) throws Exception {
    assertThat(measure(history).reason().orElseThrow())
        .startsWith("the warm-up request failed: ")
        .contains(message.replace('\'', '"'));
  }

  static Stream<Arguments> noIds() {
    return Stream.of(
        arguments("{'number':1}", "the backend answered 200 without a prompt_id: {'number':1}"),
        arguments("{'prompt_id':5}", "without a prompt_id"),
        arguments("{'prompt_id':'../../queue?x='}", "without a prompt_id"),
        arguments("<html>", "without a prompt_id: <html>"),
        arguments("", "without a prompt_id: no body"),
        arguments("{'error':'busy'}", "without a prompt_id: {'error':'busy'}"),
        arguments(
            "{'prompt_id':'a','node_errors':{'12':{'class_type':'SaveImage','errors':["
                + "{'message':'Required input is missing','details':'images'}]}}}",
            "ComfyUI runs only a part of the workflow: node 12 (SaveImage): Required input is"
                + " missing: images"));
  }

  @ParameterizedTest
  @MethodSource("noIds")
  void withoutAnIdThereIsNothingToWaitFor(String body, String message) throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      Measurement measured = ONE.against(backend.on("/prompt", json(body)).url());

      assertThat(measured.reason().orElseThrow()).contains(message.replace('\'', '"'));
    }
  }

  private static Measurement measure(ScriptedReply history) throws Exception {
    try (ScriptedBackend backend = Histories.backend(history)) {
      return ONE.against(backend.url());
    }
  }
}
