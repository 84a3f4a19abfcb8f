package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/**
 * How each backend says that it failed: counted as a failure, by its status, with its own words,
 * and never as work. Measured over real sockets, as a user would.
 */
@Timeout(120)
class BackendFailuresTest {
  private static final int TOKENS = 4;
  private static final PluginRun COMPLETIONS = small(new OpenAiCompletions());
  private static final PluginRun CHAT = small(new OpenAiChat());
  private static final PluginRun EMBEDDINGS =
      PluginRun.of(new OpenAiEmbeddings()).with("runs", "1").with("concurrency", "2");

  private static final String FULL = "The request queue is full.";
  private static final String BUSY =
      "server busy, please try again.  maximum pending requests exceeded";

  /** Says the same as the one above, as it is shown in one line. */
  private static final String BUSY_SHOWN =
      "server busy, please try again. maximum pending requests exceeded";

  private static PluginRun small(OpenAiProvider plugin) {
    return PluginRun.of(plugin)
        .with("runs", "1")
        .with("concurrency", "2")
        .with("prompt-words", "5")
        .with("max-tokens", String.valueOf(TOKENS));
  }

  /**
   * One form of failure.
   *
   * @param name of the backend, and what happened
   * @param run which plugin it happens to, and how
   * @param reply what the backend sends
   * @param kind by which it is counted
   * @param message a part of what an operator reads
   */
  private record Form(
      String name, PluginRun run, ScriptedReply reply, String kind, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Form> llamaCpp() {
    return List.of(
        new Form(
            "llama.cpp, a body that is no JSON",
            COMPLETIONS,
            status(500, "{'error':{'code':500,'message':'parse error','type':'server_error'}}"),
            "status:500",
            "parse error"),
        new Form(
            "llama.cpp, a field is missing",
            CHAT,
            status(400, llamaCpp(400, "messages is required", "invalid_request_error")),
            "status:400",
            "messages is required"),
        new Form(
            "llama.cpp, no such path",
            COMPLETIONS,
            status(404, llamaCpp(404, "File Not Found", "not_found_error")),
            "status:404",
            "File Not Found"),
        new Form(
            "llama.cpp, a prompt that is too long, where a stream was asked for",
            streamed(COMPLETIONS),
            ScriptedReply.status(400, Replies.captured("context-too-long.json")),
            "status:400",
            "exceeds the available context size (1024 tokens)"),
        new Form(
            "llama.cpp, still loading",
            CHAT,
            status(503, llamaCpp(503, "Loading model", "unavailable_error")),
            "status:503",
            "Loading model"));
  }

  static List<Form> vllm() {
    return List.of(
        new Form(
            "vLLM, an error within a stream, then its end mark",
            streamed(CHAT),
            events(
                "{'choices':[{'delta':{'content':' a'},'finish_reason':null}]}",
                "{'error':{'message':'out of memory','type':'InternalServerError','code':500}}",
                "[DONE]"),
            "status:500",
            "the backend answered 200 with the error 500: out of memory"),
        new Form(
            "vLLM of old, the error at the top within a stream",
            streamed(COMPLETIONS),
            events(atTop(400, "BadRequestError", "max_tokens is too large"), "[DONE]"),
            "status:400",
            "the backend answered 200 with the error 400: max_tokens is too large"),
        new Form(
            "vLLM of old, the error at the top of a refusal",
            COMPLETIONS,
            status(400, atTop(400, "BadRequestError", "max_tokens is too large")),
            "status:400",
            "max_tokens is too large"),
        new Form(
            "vLLM, an unknown model",
            CHAT,
            status(404, vllm(404, "NotFoundError", "The model `model` does not exist.")),
            "status:404",
            "The model `model` does not exist."),
        new Form(
            "vLLM, the engine died",
            CHAT,
            status(500, vllm(500, "InternalServerError", "EngineCore encountered an issue")),
            "status:500",
            "EngineCore encountered an issue"),
        new Form(
            "vLLM, not implemented",
            EMBEDDINGS,
            status(501, vllm(501, "NotImplementedError", "does not support Embeddings API")),
            "status:501",
            "does not support Embeddings API"),
        new Form(
            "vLLM of old, an error instead of embeddings, in a 200",
            EMBEDDINGS,
            ScriptedReply.json(json(atTop(500, "InternalServerError", "out of memory"))),
            "status:500",
            "the backend answered 200 with the error 500: out of memory"));
  }

  static List<Form> sglang() {
    return List.of(
        new Form(
            "SGLang, its queue is full",
            COMPLETIONS,
            status(503, atTop(503, "ServiceUnavailableError", FULL)),
            "status:503",
            FULL),
        new Form(
            "SGLang, its queue is full, as a stream says it",
            streamed(COMPLETIONS),
            events("{'error':%s}".formatted(atTop(503, "ServiceUnavailableError", FULL)), "[DONE]"),
            "status:503",
            "the backend answered 200 with the error 503: " + FULL));
  }

  static List<Form> ollama() {
    return List.of(
        new Form(
            "Ollama, overloaded",
            CHAT,
            status(503, ollama(BUSY, "api_error")),
            "status:503",
            BUSY_SHOWN),
        new Form(
            "Ollama, a bad request",
            COMPLETIONS,
            status(400, ollama("invalid option", "invalid_request_error")),
            "status:400",
            "invalid option"),
        new Form(
            "Ollama, no such model",
            COMPLETIONS,
            status(404, ollama("model not found, try pulling it first", "not_found_error")),
            "status:404",
            "model not found, try pulling it first"),
        new Form(
            "Ollama, cancelled",
            CHAT,
            status(499, ollama("request cancelled", "api_error")),
            "status:499",
            "request cancelled"));
  }

  static List<Form> others() {
    return List.of(
        new Form(
            "TGI's /v1, an error within a stream",
            streamed(CHAT),
            events(
                "{'error':{'message':'Request failed during generation','http_status_code':424}}"),
            "status:424",
            "the backend answered 200 with the error 424: Request failed during generation"),
        new Form(
            "TGI's /v1, overloaded within a stream",
            streamed(CHAT),
            events("{'error':{'message':'Model is overloaded','http_status_code':429}}"),
            "status:429",
            "the backend answered 200 with the error 429: Model is overloaded"),
        new Form(
            "TGI's /v1, a suffix",
            COMPLETIONS.with("extra-body", json("{'suffix':'x'}")),
            status(422, "{'error':'Suffix is not supported','error_type':'suffix not supported'}"),
            "status:422",
            "Suffix is not supported"),
        new Form(
            "the npm server, a text alone",
            CHAT,
            status(500, "{'error':'the model is gone'}"),
            "status:500",
            "the model is gone"),
        new Form(
            "a chat that hangs",
            CHAT.with("timeout", "1s"),
            ScriptedReply.hang(),
            "timeout",
            "not done within 1 s"));
  }

  @ParameterizedTest
  @MethodSource({"llamaCpp", "vllm", "sglang", "ollama", "others"})
  void isAFailureAmongSuccesses(Form form) throws Exception {
    ScriptedReply good = good(form.run());
    try (ScriptedBackend backend = backend(good, form.reply(), good)) {
      Measurement measured = form.run().against(backend.url());

      assertThat(measured.completed()).as(measured::toString).isEqualTo(1);
      assertThat(measured.done()).isEqualTo(TOKENS);
      assertThat(measured.failed()).isEqualTo(1);
      assertThat(measured.failures()).containsOnlyKeys(form.kind());
      assertThat(measured.failures().get(form.kind())).contains(form.message());
    }
  }

  @ParameterizedTest
  @MethodSource({"llamaCpp", "vllm", "sglang", "ollama", "others"})
  void isTheReasonWhereThereIsNothingElse(Form form) throws Exception {
    try (ScriptedBackend backend = backend(form.reply())) {
      Measurement measured = form.run().against(backend.url());

      assertThat(measured.throughput()).isEmpty();
      assertThat(measured.completed()).isZero();
      assertThat(measured.reason().orElseThrow()).contains(form.message());
    }
  }

  @Test
  void aHealthOf503WithoutABodyIsNotReady() throws Exception {
    try (ScriptedBackend backend = backend(good(CHAT)).on("/health", status(503, ""))) {
      Measurement measured = CHAT.with("wait", "1ms").against(backend.url());

      assertThat(measured.reason().orElseThrow())
          .startsWith("the backend was not ready within 1ms (GET /health: it answers 503)");
    }
  }

  private static ScriptedBackend backend(ScriptedReply first, ScriptedReply... others)
      throws IOException {
    return ScriptedBackend.start()
        .on(OpenAiCompletions.PATH, first, others)
        .on(OpenAiChat.PATH, first, others)
        .on(OpenAiEmbeddings.PATH, first, others);
  }

  private static PluginRun streamed(PluginRun run) {
    return run.with("stream", "true");
  }

  /** What the backend answers when it is well: as a stream, if that is what is asked for. */
  private static ScriptedReply good(PluginRun run) {
    if (run == EMBEDDINGS) {
      return ScriptedReply.json(
          json("{'data':[{'embedding':[0.1]}],'usage':{'prompt_tokens':%d}}".formatted(TOKENS)));
    }
    String usage = "'usage':{'prompt_tokens':5,'completion_tokens':%d}".formatted(TOKENS);
    String choice = "{'text':' a b c d','finish_reason':'length'}";
    String whole = "{'choices':[%s],%s}".formatted(choice, usage);
    return run.settings().get(OpenAiSettings.STREAM)
        ? events(whole, "[DONE]")
        : ScriptedReply.json(json(whole));
  }

  private static ScriptedReply status(int code, String body) {
    return ScriptedReply.status(code, json(body));
  }

  private static ScriptedReply events(String... events) {
    return ScriptedReply.sse(List.of(events).stream().map(e -> json(e)).toArray(String[]::new));
  }

  private static String llamaCpp(int code, String message, String type) {
    return "{'error':{'code':%d,'message':'%s','type':'%s'}}".formatted(code, message, type);
  }

  private static String vllm(int code, String type, String message) {
    return "{'error':{'message':'%s','type':'%s','param':null,'code':%d}}"
        .formatted(message, type, code);
  }

  /** As vLLM wrote it once, and SGLang does. */
  private static String atTop(int code, String type, String message) {
    return "{'object':'error','message':'%s','type':'%s','param':null,'code':%d}"
        .formatted(message, type, code);
  }

  private static String ollama(String message, String type) {
    return "{'error':{'message':'%s','type':'%s','param':null,'code':null}}"
        .formatted(message, type);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
