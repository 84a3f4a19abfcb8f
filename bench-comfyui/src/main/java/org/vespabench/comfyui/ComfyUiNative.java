package org.vespabench.comfyui;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.api.Work;

/** Measures plain ComfyUI: queue a prompt, and look at its history until it is there. */
public final class ComfyUiNative extends ComfyUiProvider {
  static final String PATH = "/prompt";

  private static final Duration POLL = Duration.ofMillis(100);

  /** It becomes part of a path. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]+");

  private static final List<Setting<?>> SETTINGS =
      Stream.concat(ComfyUiSettings.COMMON.stream(), Stream.of(ComfyUiSettings.INTERRUPT))
          .<Setting<?>>map(setting -> setting)
          .toList();

  /** Make one; it holds no state but the file of {@code --workflow}, once that is read. */
  public ComfyUiNative() {}

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("benchmarks.comfyui:native");
  }

  @Override
  public String description() {
    return "sampling work per second, pixels times steps, of plain ComfyUI";
  }

  @Override
  public List<Setting<?>> settings() {
    return SETTINGS;
  }

  @Override
  public String healthPath() {
    return "/system_stats";
  }

  @Override
  public Map<String, String> identity(HttpSession http) {
    return NativeIdentity.of(http);
  }

  @Override
  TestRequest request(JsonObject graph, RequestContext context) {
    JsonObject body = new JsonObject();
    body.add("prompt", graph);
    boolean interrupts = context.settings().get(ComfyUiSettings.INTERRUPT);
    return TestRequest.post(PATH, body.toString())
        .followedBy((queued, http) -> await(queued, http, interrupts));
  }

  /** A prompt that nobody waits for any more, for whatever reason, would delay the next one. */
  private static CompletableFuture<Work> await(
      HttpReply queued, HttpSession http, boolean interrupts) {
    String id = promptId(queued);
    List<TestRequest> farewell = farewell(id, interrupts);
    http.onCancel(farewell.toArray(TestRequest[]::new));
    return ended(id, queued, http)
        .exceptionallyCompose(thrown -> failed(thrown, http, farewell))
        .thenApply(History::work);
  }

  private static String promptId(HttpReply reply) {
    String id = Json.text(Json.object(reply.body()).orElseGet(JsonObject::new), "prompt_id");
    if (!ID.matcher(id).matches()) {
      String body = reply.body().isBlank() ? "no body" : reply.body();
      throw new BenchmarkException(
          "the backend answered %d without a prompt_id: %s"
              .formatted(reply.status(), BenchmarkException.excerpt(body)));
    }
    return id;
  }

  private static List<TestRequest> farewell(String id, boolean interrupts) {
    TestRequest delete = TestRequest.post("/queue", "{\"delete\": [\"%s\"]}".formatted(id));
    return interrupts
        ? List.of(delete, TestRequest.post("/interrupt", "{\"prompt_id\": \"%s\"}".formatted(id)))
        : List.of(delete);
  }

  private static CompletableFuture<History> ended(String id, HttpReply queued, HttpSession http) {
    String ignored = Refusal.nodes(Json.object(queued.body()).orElseGet(JsonObject::new));
    return ignored.isEmpty()
        ? http.poll("/history/" + id, POLL, reply -> History.find(reply, id))
        : CompletableFuture.failedFuture(
            new BenchmarkException("ComfyUI runs only a part of the workflow: " + ignored));
  }

  /** The session ends with the request, so what is said in it comes before the request's end. */
  private static CompletableFuture<History> failed(
      Throwable thrown, HttpSession http, List<TestRequest> farewell) {
    CompletableFuture<?>[] said =
        farewell.stream().map(http::send).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(said)
        .handle((all, unsaid) -> thrown)
        .thenCompose(CompletableFuture::failedFuture);
  }

  /** No setting mends a refusal, but ComfyUI says what would: nodes, and models that are there. */
  @Override
  public Settings adapt(Settings settings, HttpReply refusal) {
    return switch (refusal.status()) {
      case 400 ->
          throw new BenchmarkException(
              "ComfyUI refuses the workflow: " + Refusal.of(refusal.body()));
      case 404, 405 ->
          throw new BenchmarkException(
              ("the backend answered %d to POST %s: it is not plain ComfyUI."
                      + " A wrapper around it is measured with benchmarks.comfyui:benchmark")
                  .formatted(refusal.status(), PATH));
      default -> settings;
    };
  }

  @Override
  public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
    return new SimulatedComfyUi(request, reply).answer();
  }

  @Override
  public SimulatedReply failure(TestRequest request, SimulatedReply reply) {
    return new SimulatedComfyUi(request, reply).failure();
  }
}
