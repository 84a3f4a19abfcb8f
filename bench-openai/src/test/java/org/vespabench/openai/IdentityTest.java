package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vespabench.testkit.FixedReply;

/** What a server says about itself. */
class IdentityTest {
  private static final FixedReply MISSING = FixedReply.json(404, "{\"error\": \"not found\"}");

  @Test
  void vllmTellsModelLengthAndVersion() {
    CannedSession http =
        new CannedSession(
            Map.of(
                "/v1/models",
                ok(
                    """
                    {"object": "list", "data": [{"id": "meta/llama", "created": 1795486642,
                      "owned_by": "vllm", "max_model_len": 8192, "permission": [{"id": "x"}]}]}
                    """),
                "/version",
                ok("{\"version\": \"0.9.1\"}")));

    assertThat(new OpenAiCompletions().identity(http))
        .containsOnly(
            entry("model", "meta/llama"),
            entry("ownedBy", "vllm"),
            entry("contextTokens", "8192"),
            entry("version", "0.9.1"));
    assertThat(http.asked()).containsExactly("GET /v1/models", "GET /version");
  }

  @Test
  void llamaCppTellsModelAndSizes() {
    CannedSession http =
        new CannedSession(
            Map.of(
                "/v1/models",
                ok(
                    """
                    {"models": [{"name": "tiny", "model": "tiny"}], "object": "list",
                     "data": [{"id": "tiny", "owned_by": "llamacpp",
                               "meta": {"n_ctx": 1024, "n_params": 9, "size": 5000000000}}]}
                    """),
                "/version",
                MISSING,
                "/api/version",
                MISSING));

    assertThat(new OpenAiChat().identity(http))
        .containsOnly(
            entry("model", "tiny"),
            entry("ownedBy", "llamacpp"),
            entry("contextTokens", "1024"),
            entry("modelBytes", "5000000000"));
  }

  @Test
  void ollamaTellsItsVersionButNotWhichOfItsModels() {
    CannedSession http =
        new CannedSession(
            Map.of(
                "/v1/models",
                ok("{\"data\": [{\"id\": \"llama3:8b\"}, {\"id\": \"qwen3:4b\"}]}"),
                "/version",
                MISSING,
                "/api/version",
                ok("{\"version\": \"0.12.3\"}")));

    assertThat(new OpenAiChat().identity(http)).containsOnly(entry("version", "0.12.3"));
  }

  @Test
  void textEmbeddingsInferenceTellsInOnePlace() {
    CannedSession http =
        new CannedSession(
            Map.of(
                "/v1/models",
                MISSING,
                "/info",
                ok(
                    """
                    {"model_id": "BAAI/bge-small-en-v1.5", "model_sha": "5c38ec7c", "version": "1.7.2",
                     "model_dtype": "float16", "model_type": {"embedding": {"pooling": "cls"}},
                     "max_input_length": 512, "max_client_batch_size": 32}
                    """),
                "/version",
                MISSING,
                "/api/version",
                MISSING));

    assertThat(new OpenAiEmbeddings().identity(http))
        .containsOnly(
            entry("model", "BAAI/bge-small-en-v1.5"),
            entry("modelSha", "5c38ec7c"),
            entry("contextTokens", "512"),
            entry("version", "1.7.2"));
  }

  @Test
  void whatFailsIsAbsent() {
    assertThat(new OpenAiCompletions().identity(new CannedSession(Map.of()))).isEmpty();
  }

  @Test
  void whatIsOddIsAbsent() {
    CannedSession http =
        new CannedSession(
            Map.of(
                "/v1/models", ok("{\"data\": [\"tiny\"]}"), "/version", ok("<html>vLLM</html>")));

    assertThat(new OpenAiCompletions().identity(http)).isEmpty();
  }

  private static FixedReply ok(String body) {
    return FixedReply.json(200, body);
  }
}
