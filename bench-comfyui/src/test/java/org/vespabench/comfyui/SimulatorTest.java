package org.vespabench.comfyui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated backends, as somebody else's client sees them. */
class SimulatorTest {
  private static final String GRAPH =
      "{'4':{'class_type':'CheckpointLoaderSimple','inputs':{'ckpt_name':'a.safetensors'}},"
          + "'5':{'class_type':'EmptyLatentImage','inputs':{'width':64,'height':64}},"
          + "'3':{'class_type':'KSampler','inputs':{'steps':1}},"
          + "'9':{'class_type':'SaveImage','inputs':{}}}";
  private static final String UNKNOWN = GRAPH.replace("KSampler", "NoSuchNode");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /runsync       | {'input':{'workflow_json':GRAPH}} | "local_path"
          /runsync       | {'input':{'workflow':GRAPH}}      | "COMPLETED"
          /generate/sync | {'input':{'workflow_json':GRAPH}} | "completed"
          /generate/sync | {'input':{'modifier':'Text2Image','modifications':{'width':64,'height':64,'steps':1}}} | "completed"
          """)
  void everyFormOfAWrapperIsAnswered(String path, String body, String part) throws Exception {
    try (SimulatedClient client = SimulatedClient.of(new ComfyUiSync())) {
      HttpResponse<String> reply = client.post(path, body.replace("GRAPH", GRAPH));

      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).contains(part);
      assertThat(client.units()).as("priced by its size").isCloseTo(4.096, within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /runsync       | {'input':{'workflow_json':UNKNOWN}} | 200 | {"message": "Cannot execute because node NoSuchNode does not exist.
          /runsync       | {'input':{'workflow':UNKNOWN}}      | 200 | "status": "FAILED", "error": "Cannot execute because node NoSuchNode
          /generate/sync | {'input':{'workflow_json':UNKNOWN}} | 500 | "status": "failed", "message": "Cannot execute because node NoSuchNode
          /runsync       | {'input':{}}                        | 422 | "Field required"
          /runsync       | {'input':5}                         | 422 | "input"
          /runsync       | <html>                              | 422 | "input"
          /generate/sync | {'input':{}}                        | 422 | "workflow_json"
          /generate/sync | {'input':{'workflow_json':UNKNOWN,'modifier':'A'}} | 422 | "workflow_json"
          /prompt        | {'prompt':UNKNOWN}                  | 404 | Not Found
          /health        | {}                                  | 405 | Method Not Allowed
          """)
  void aWrapperRefusesInItsOwnForm(String path, String body, int status, String part)
      throws Exception {
    try (SimulatedClient client = SimulatedClient.of(new ComfyUiSync())) {
      HttpResponse<String> reply = client.post(path, body.replace("UNKNOWN", UNKNOWN));

      assertThat(reply.statusCode()).isEqualTo(status);
      assertThat(reply.body()).contains(part);
      assertThat(client.units()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/api"})
  void plainComfyUiQueuesAPromptAndRemembersIt(String prefix) throws Exception {
    try (SimulatedClient client = SimulatedClient.of(new ComfyUiNative())) {
      JsonObject queued =
          SimulatedClient.json(client.post(prefix + "/prompt", "{'prompt':" + GRAPH + "}"));
      String id = queued.get("prompt_id").getAsString();

      await().until(() -> client.units() > 4);
      JsonObject history = SimulatedClient.json(client.get(prefix + "/history/" + id));

      assertThat(queued.get("node_errors")).hasToString("{}");
      assertThat(history.getAsJsonObject(id).getAsJsonObject("outputs").size()).isEqualTo(1);
      assertThat(client.get(prefix + "/history/other").body()).isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          KSampler            | NoSuchNode  | Cannot execute because node NoSuchNode does not exist.: Node ID '#3'
          SaveImage           | VAEDecode   | Prompt has no outputs
          'a.safetensors'     | ''          | node 4 (CheckpointLoaderSimple): Required input is missing: ckpt_name. Name a checkpoint that is there: --checkpoint
          'ckpt_name'         | 'name'      | node 4 (CheckpointLoaderSimple): Required input is missing: ckpt_name. Name a checkpoint that is there: --checkpoint
          a.safetensors       | a.txt       | node 4 (CheckpointLoaderSimple): Value not in list: ckpt_name: 'a.txt' not in ['model.safetensors']. Name a checkpoint that is there: --checkpoint
          """)
  void plainComfyUiRefusesAWrongGraph(String right, String wrong, String refusal) throws Exception {
    try (SimulatedClient client = SimulatedClient.of(new ComfyUiNative())) {
      HttpResponse<String> reply =
          client.post("/prompt", "{'prompt':" + GRAPH.replace(right, wrong) + "}");

      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(Refusal.of(reply.body())).isEqualTo(refusal);
    }
  }

  @Test
  void plainComfyUiLacksWhatWrappersHave() throws Exception {
    try (SimulatedClient client = SimulatedClient.of(new ComfyUiNative())) {
      assertThat(client.post("/runsync", "{'input':{}}").statusCode()).isEqualTo(405);
      assertThat(client.get("/health").statusCode()).isEqualTo(404);
      assertThat(client.post("/prompt", "{}").body())
          .isEqualTo("{\"error\": \"no prompt\", \"node_errors\": []}");
    }
  }
}
