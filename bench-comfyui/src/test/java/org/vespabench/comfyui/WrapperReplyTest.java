package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** What counts as an image made by a wrapper, and what does not. */
class WrapperReplyTest {
  private static final PluginRun ONE = PluginRun.of(new ComfyUiSync()).with("runs", "1");

  static Stream<Arguments> successes() {
    return Stream.of(
        arguments("{'output':{'images':[{'local_path':'/out/1.png'}]}}", Map.of()),
        arguments(
            "{'id':'a','status':'COMPLETED','delayTime':120,'executionTime':3400,"
                + "'output':{'images':[{'filename':'1.png','type':'base64','data':'eA=='}]}}",
            Map.of("queueMillis", 120.0, "executionMillis", 3400.0)),
        arguments(
            "{'status':'completed','message':'','comfyui_response':{},'error':null,"
                + "'output':[{'filename':'1.png','local_path':'/o/1.png','output_type':'images'}],"
                + "'timings':{'total_ms':1541,'generation_ms':400}}",
            Map.of("backendMillis", 1541.0, "executionMillis", 400.0)),
        arguments(
            "{'status':'success','output':[{'local_path':'','url':'http://s3/1'}]}", Map.of()),
        arguments("{'output':{'images':['eA==']},'error':'','timings':[1]}", Map.of()),
        arguments("{'status':'Success','output':{'images':['eA==']}}", Map.of()),
        arguments("{'status':null,'output':{'images':['eA=='],'status':'completed'}}", Map.of()),
        arguments(
            "{'status':'completed','output':[{'filename':'1.txt','output_type':'text'},"
                + "{'filename':'1.png','output_type':'images'}],'comfyui_response':{'p':{"
                + "'status':{'status_str':'success','completed':true,'messages':[]}}}}",
            Map.of()));
  }

  @ParameterizedTest
  @MethodSource("successes")
  void imagesAreSuccess(String body, Map<String, Double> details) throws Exception {
    Measurement measured = measure(json(body));

    assertThat(measured.reason()).isEmpty();
    assertThat(measured.completed()).isEqualTo(1);
    assertThat(measured.done()).isEqualTo(5242.88);
    assertThat(measured.estimated()).isZero();
    assertThat(measured.details()).isEqualTo(details);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments("{'error':'no model'}", "the backend answered 200 with an error: no model"),
        arguments(
            "{'id':'a','status':'FAILED','error':'Workflow validation failed'}",
            "the backend answered 200 with an error: Workflow validation failed"),
        arguments(
            "{'error':{'message':'out of memory','details':'10 GB'},'output':[]}",
            "with an error: out of memory: 10 GB"),
        arguments(
            "{'error':'Workflow execution failed','details':['Node 3: out of memory','Node 9']}",
            "with an error: Workflow execution failed: Node 3: out of memory; Node 9"),
        arguments(
            "{'status':'COMPLETED','output':{'error':'no images','details':'disk full'}}",
            "with an error: no images: disk full"),
        arguments("{'error':'no model','details':null}", "with an error: no model"),
        arguments("{'error':'no model','details':[]}", "with an error: no model"),
        arguments(
            "{'error':{'message':'no model'},'details':{'ckpt':'a'}}",
            "with an error: no model: {'ckpt':'a'}"),
        arguments("{'error':['a']}", "with an error: ['a']"),
        arguments("{'error':true,'output':[{'filename':'1.png'}]}", "with an error: true"),
        arguments(
            "{'status':'COMPLETED','output':{'error':'no workflow','images':['eA==']}}",
            "with an error: no workflow"),
        arguments(
            "{'status':'failed','message':'node 3 broke','output':[{'filename':'1.png'}]}",
            "the job ended with the status failed: node 3 broke"),
        arguments(
            "{'status':'FAILED','output':[{'filename':'1.png'}]}",
            "the job ended with the status FAILED: {'status':'FAILED'"),
        arguments(
            "{'status':'Cancelled','output':[{'filename':'1.png'}]}",
            "ended with the status Cancelled"),
        arguments("{'status':'CANCELLED'}", "ended with the status CANCELLED"),
        arguments("{'status':'TIMED_OUT'}", "ended with the status TIMED_OUT"),
        arguments("{'status':'timeout'}", "ended with the status timeout"),
        arguments(
            "{'status':'INTERRUPTED','output':[{'filename':'1.png'}]}",
            "ended with the status INTERRUPTED: {'status':'INTERRUPTED'"),
        arguments(
            "{'status':'aborted','message':'worker died','output':{'images':['x']}}",
            "the job ended with the status aborted: worker died"),
        arguments(
            "{'status':{'status_str':'error','completed':false},'output':[{'filename':'1.png'}]}",
            "ended with the status {'status_str':'error','completed':false}: {"),
        arguments("{'status':'','output':{'images':['x']}}", "ended with the status '': {"),
        arguments("{'status':false,'output':{'images':['x']}}", "ended with the status false: {"),
        arguments(
            "{'status':'COMPLETED','output':{'status':'error','images':['x']}}",
            "ended with the status error: {"),
        arguments(
            "{'id':'a','status':'IN_PROGRESS'}",
            "the backend answered before the job was done, with the status IN_PROGRESS"),
        arguments(
            "{'status':'queued','output':[{'filename':'1.png'}]}",
            "before the job was done, with the status queued"),
        arguments(
            "{'output':{'status':'success_no_images','images':[]}}",
            "no images came out: {'output':{'status':'success_no_images','images':[]}}"),
        arguments(
            "{'status':'success_no_images','output':{'images':['x']}}",
            "ended with the status success_no_images"),
        arguments(
            "{'status':'completed','output':[{'filename':'prompt.txt','output_type':'text'}]}",
            "no images came out: {"),
        arguments("{'output':[{'filename':'1.mp4','output_type':5}]}", "no images came out"),
        arguments("{'status':'completed','output':[]}", "no images came out"),
        arguments("{'status':'completed'}", "no images came out"),
        arguments("{'output':'1.png'}", "no images came out"),
        arguments("{'output':{'images':{'0':'1.png'}}}", "no images came out"),
        arguments("{'output':[{},null,5,'',[1]]}", "no images came out"),
        arguments("{'output':{'images':[{'filename':7}]}}", "no images came out"),
        arguments("{'status':5,'output':{'images':['x']}}", "ended with the status 5: {"),
        arguments("[]", "the reply is not a JSON object: []"),
        arguments("'text'", "the reply is not a JSON object: 'text'"),
        arguments("{'output':[", "the reply is not a JSON object: {'output':["),
        arguments("", "the backend answered 200 without a body"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a200WithoutImagesIsAFailure(String body, String message) throws Exception {
    Measurement measured = measure(json(body));

    assertThat(measured.completed()).isZero();
    assertThat(measured.reason().orElseThrow())
        .startsWith("the warm-up request failed: ")
        .contains(message.replace('\'', '"'));
  }

  @Test
  void aWebPageIsAFailure() throws Exception {
    Measurement measured = measure(ScriptedReply.html("<html>\n<body>Login</body></html>"));

    assertThat(measured.reason().orElseThrow())
        .contains("the reply is not a JSON object: <html> <body>Login</body></html>");
  }

  @Test
  void anImageThatWasThereBeforeIsNoWork() throws Exception {
    String body =
        "{'output':[{'filename':'1.png'}],'comfyui_response':{'x':5,'p1':{"
            + "'outputs':{'9':{'images':[{'filename':'1.png'}]}},'status':{'messages':["
            + "['execution_cached',{'nodes':['4','9']}]]}}}}";

    assertThat(measure(json(body)).reason().orElseThrow())
        .contains("ComfyUI answered from its cache, so nothing was measured");
    assertThat(measure(json(body.replace("['4','9']", "['4']"))).completed()).isEqualTo(1);
  }

  static Stream<Arguments> failedHistories() {
    return Stream.of(
        arguments(
            "{'status_str':'error','completed':false,'messages':[['execution_error',"
                + "{'node_id':'3','node_type':'KSampler','exception_message':'out of memory'}]]}",
            "node 3 (KSampler) failed: out of memory"),
        arguments(
            "{'messages':[['execution_error',{'node_id':'8','node_type':'VAEDecode'}]]}",
            "node 8 (VAEDecode) failed"),
        arguments(
            "{'messages':[['execution_interrupted',{'node_id':'3','node_type':'KSampler'}]]}",
            "the prompt was interrupted in node 3 (KSampler)"),
        arguments("{'status_str':'error'}", "the prompt ended with the status error"),
        arguments("{'completed':false}", "the prompt ended with the status incomplete"));
  }

  @ParameterizedTest
  @MethodSource("failedHistories")
  void anImageBesideAHistoryThatFailedIsAFailure(String status, String message) throws Exception {
    String body =
        "{'status':'completed','output':[{'filename':'1.png','output_type':'images'}],"
            + "'comfyui_response':{'p1':{'outputs':{'9':{'images':[{'filename':'1.png'}]}},"
            + "'status':"
            + status
            + "}}}";

    assertThat(measure(json(body)).reason().orElseThrow()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 422, 499, 500, 502, 503})
  void anErrorIsToldWithItsBody(int status) throws Exception {
    String body = "{'detail':[{'loc':['body','input'],'msg':'Field required'}]}";

    assertThat(measure(json(body).withStatus(status)).reason().orElseThrow())
        .contains("status %d: %s".formatted(status, body.replace('\'', '"')));
  }

  static Stream<Arguments> failuresOfEachKind() {
    return Stream.of(
        arguments(
            json("{'status':'failed','message':'oom'}"),
            "body",
            "the job ended with the status failed: oom"),
        arguments(
            json("{'status':'aborted','message':'worker died','output':{'images':['x']}}"),
            "body",
            "the job ended with the status aborted: worker died"),
        arguments(
            json("{'status':{'status_str':'error'},'message':'oom','output':['x']}"),
            "body",
            "the job ended with the status {\"status_str\":\"error\"}: oom"),
        arguments(
            json(
                "{'status':'completed','output':['x'],'comfyui_response':{'p':{'status':{"
                    + "'messages':[['execution_error',{'node_id':'3','node_type':'KSampler',"
                    + "'exception_message':'oom'}]]}}}}"),
            "body",
            "node 3 (KSampler) failed: oom"),
        arguments(
            json("{'status':'FAILED','error':'oom','details':['node 3']}"),
            "body",
            "the backend answered 200 with an error: oom: node 3"),
        arguments(
            json("{'detail':'Queue is full'}").withStatus(503).withHeader("Retry-After", "5"),
            "status:503",
            "status 503: {\"detail\":\"Queue is full\"}"));
  }

  @ParameterizedTest
  @MethodSource("failuresOfEachKind")
  void aFailureAmongSuccessesIsCountedAndNamed(ScriptedReply failure, String kind, String message)
      throws Exception {
    ScriptedReply image = json("{'output':{'images':[{'local_path':'/1.png'}]}}");
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      backend.on("/runsync", image, image, failure, image);

      Measurement measured = ONE.with("runs", "3").against(backend.url());

      assertThat(measured.completed()).isEqualTo(2);
      assertThat(measured.failed()).isEqualTo(1);
      assertThat(measured.failures()).containsExactly(entry(kind, message));
      assertThat(backend.requests("/runsync")).as("none is sent again").hasSize(4);
    }
  }

  private static Measurement measure(ScriptedReply reply) throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start()) {
      return ONE.against(backend.on("/runsync", reply).url());
    }
  }

  private static ScriptedReply json(String body) {
    return ScriptedReply.json(body.replace('\'', '"'));
  }
}
