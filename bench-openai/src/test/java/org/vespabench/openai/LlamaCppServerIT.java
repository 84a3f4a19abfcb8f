package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.MountableFile;
import org.vespabench.api.StreamReader;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;

/** A real llama.cpp server with a tiny random model: it must count what was asked for. */
@Testcontainers(disabledWithoutDocker = true)
class LlamaCppServerIT {
  private static final int PORT = 8080;
  private static final int TOKENS = 24;
  private static final GenericContainer<?> SERVER =
      new GenericContainer<>("ghcr.io/ggml-org/llama.cpp:server");

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path model = folder.resolve("tiny.gguf");
    TinyGguf.main(new String[] {model.toString()});
    SERVER
        .withCopyFileToContainer(MountableFile.forHostPath(model), "/tiny.gguf")
        .withCommand("--model", "/tiny.gguf", "--host", "0.0.0.0", "--port", String.valueOf(PORT))
        .withExposedPorts(PORT)
        .waitingFor(Wait.forHttp("/health"))
        .start();
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void pinnedRequestsDoWhatTheyDeclare(boolean chat, boolean stream) throws Exception {
    OpenAiProvider plugin = chat ? new OpenAiChat() : new OpenAiCompletions();
    MapSettings settings =
        MapSettings.of(plugin)
            .with(OpenAiSettings.MAX_TOKENS, TOKENS)
            .with(OpenAiSettings.PROMPT_WORDS, 20)
            .with(OpenAiSettings.STREAM, stream);

    Work work = measure(plugin.next(FixedContext.of(settings)));

    assertThat(work.counted()).hasValue(TOKENS);
    assertThat(work.details()).containsKeys("inputTokens", "promptMillis", "predictedMillis");
  }

  /** One exchange, as the runner would make it. */
  private static Work measure(TestRequest request) throws IOException, InterruptedException {
    URI url = URI.create("http://" + SERVER.getHost() + ":" + SERVER.getMappedPort(PORT));
    HttpRequest post =
        HttpRequest.newBuilder(url.resolve(request.path()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(request.body()))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);

    StreamReader reader = request.newReader();
    String type = response.headers().firstValue("content-type").orElse("");
    boolean isStream = type.startsWith("text/event-stream");
    List<String> events = isStream ? Replies.events(response.body()) : List.of();
    events.forEach(reader::event);
    String rest = isStream ? "" : response.body();
    return reader.end(new CannedReply(200, Map.of("content-type", type), rest));
  }
}
