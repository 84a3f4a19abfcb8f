package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.gson.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vespabench.testkit.Measurement;
import org.vespabench.testkit.PluginRun;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** A measurement over real sockets, of backends that answer well and badly. */
class EmbeddingsRunTest {
  private static final String PATH = "/v1/embeddings";
  private static final PluginRun RUN =
      PluginRun.of(new OpenAiEmbeddings())
          .with("runs", "2")
          .with("concurrency", "3")
          .with("prompt-words", "10");

  private ScriptedBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = ScriptedBackend.start();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void theNumberIsDeclaredAndTheBackendsCountStandsBesideIt() throws Exception {
    backend.on(PATH, ScriptedReply.json(reply("[0.1]", 30)));

    Measurement measured = RUN.against(backend.url());

    assertThat(measured.unit()).isEqualTo("input tokens");
    assertThat(measured.completed()).isEqualTo(6);
    assertThat(measured.declared()).isEqualTo(6 * 26);
    assertThat(measured.done()).isEqualTo(6 * 30);
    assertThat(measured.estimated()).isZero();
    assertThat(measured.doubts()).noneMatch(doubt -> doubt.contains("declared"));
  }

  @Test
  void nothingIsSaidPerOutputTokenAsThereAreNone() throws Exception {
    backend.on(PATH, ScriptedReply.json(reply("[0.1]", 30)));

    Measurement measured = RUN.against(backend.url());

    assertThat(measured.samples("e2e")).isEqualTo(6);
    assertThat(measured.samples("ttft") + measured.samples("itl") + measured.samples("tpot"))
        .isZero();
  }

  @Test
  void textsThatTheBackendCutsMakeTheNumberSuspect() throws Exception {
    backend.on(PATH, ScriptedReply.json(reply("[0.1]", 8)));

    Measurement measured = RUN.against(backend.url());

    assertThat(measured.verdict()).isEqualTo("suspect");
    assertThat(measured.doubts())
        .anyMatch(doubt -> doubt.startsWith("only 31 % of the declared work was done"));
  }

  @Test
  void aBackendThatDoesNotCountIsSaidToBeEstimated() throws Exception {
    backend.on(PATH, ScriptedReply.json("{\"data\": [{\"embedding\": [0.1]}]}"));

    Measurement measured = RUN.against(backend.url());

    assertThat(measured.estimated()).isEqualTo(6);
    assertThat(measured.done()).isEqualTo(measured.declared());
    assertThat(measured.doubts()).anyMatch(doubt -> doubt.contains("does not say how much"));
  }

  @Test
  void goodAndBadRepliesAreToldApart() throws Exception {
    backend.on(
        PATH,
        ScriptedReply.json(reply("[0.1]", 30)),
        ScriptedReply.json(reply("[0.1,null]", 30)),
        ScriptedReply.html("<html>busy</html>"),
        ScriptedReply.json(reply("[0.1]", 30)));

    Measurement measured = RUN.against(backend.url());

    assertThat(measured.completed()).isEqualTo(4);
    assertThat(measured.failed()).isEqualTo(2);
    assertThat(measured.failures()).containsOnlyKeys("body");
  }

  @Test
  void aReplyCutShortIsNoSuccess() throws Exception {
    backend.on(
        PATH,
        ScriptedReply.json(reply("[0.1]", 30)),
        ScriptedReply.json(reply("[0.1]", 30)).cutAfter(20),
        ScriptedReply.json(reply("[0.1]", 30)));

    Measurement measured = RUN.against(backend.url());

    assertThat(measured.failed()).isEqualTo(1);
    assertThat(measured.failures()).containsOnlyKeys("lost");
  }

  @Test
  void aServerThatWasNotStartedForEmbeddingsSaysSo() throws Exception {
    // llama.cpp without --embeddings; Ollama passes the same on for a model that generates.
    backend.on(
        PATH,
        ScriptedReply.status(
            501,
            "{\"error\":{\"code\":501,\"message\":\"This server does not support embeddings. Start"
                + " it with `--embeddings`\",\"type\":\"not_supported_error\"}}"));

    Measurement measured = RUN.against(backend.url());

    assertThat(measured.throughput()).isEmpty();
    assertThat(measured.reason().orElseThrow())
        .contains("status 501")
        .contains("This server does not support embeddings. Start it with `--embeddings`");
  }

  @Test
  void aBatchThatIsTooLargeEndsTheRunWithTheServersWords() throws Exception {
    // text-embeddings-inference, whose limit is 32 unless set.
    backend.on(
        PATH,
        ScriptedReply.status(
            413,
            "{\"message\":\"batch size 50 > maximum allowed batch size 32\",\"code\":413,"
                + "\"type\":\"validation\"}"));

    Measurement measured = RUN.with("batch", "50").against(backend.url());

    assertThat(measured.reason().orElseThrow()).contains("maximum allowed batch size 32");
    assertThat(backend.requests(PATH)).as("the warm-up alone").hasSize(1);
  }

  @Test
  void theOnlyModelOfTheServerIsTheOneToAskFor() throws Exception {
    backend.on("/v1/models", ScriptedReply.json("{\"data\": [{\"id\": \"bge-small\"}]}"));
    backend.on(PATH, ScriptedReply.json(reply("[0.1]", 30)));

    Measurement measured = RUN.against(backend.url());

    assertThat(measured.identity()).containsExactly(entry("model", "bge-small"));
    assertThat(backend.requests(PATH))
        .extracting(ReceivedRequest::body)
        .allMatch(body -> modelIn(body).equals("bge-small"));
  }

  private static String modelIn(String body) {
    return JsonParser.parseString(body).getAsJsonObject().get("model").getAsString();
  }

  private static String reply(String embedding, int tokens) {
    return "{\"data\": [{\"embedding\": %s}], \"usage\": {\"prompt_tokens\": %d}}"
        .formatted(embedding, tokens);
  }
}
