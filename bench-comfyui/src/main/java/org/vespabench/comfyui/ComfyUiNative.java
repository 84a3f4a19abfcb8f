package org.vespabench.comfyui;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
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

  /** Make one; it holds no state. */
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
        .followedBy((queued, http) -> await(promptId(queued), http, interrupts));
  }

  private static String promptId(HttpReply reply) {
    JsonObject queued = Json.object(reply.body()).orElseGet(JsonObject::new);
    String ignored = Refusal.nodes(queued);
    if (!ignored.isEmpty()) {
      throw new BenchmarkException("ComfyUI runs only a part of the workflow: " + ignored);
    }
    String id = Json.text(queued, "prompt_id");
    if (!ID.matcher(id).matches()) {
      String body = reply.body().isBlank() ? "no body" : reply.body();
      throw new BenchmarkException(
          "the backend answered %d without a prompt_id: %s"
              .formatted(reply.status(), BenchmarkException.excerpt(body)));
    }
    return id;
  }

  private static CompletableFuture<Work> await(String id, HttpSession http, boolean interrupts) {
    List<TestRequest> farewell = new ArrayList<>();
    farewell.add(TestRequest.post("/queue", "{\"delete\": [\"%s\"]}".formatted(id)));
    if (interrupts) {
      farewell.add(TestRequest.post("/interrupt", "{\"prompt_id\": \"%s\"}".formatted(id)));
    }
    http.onCancel(farewell.toArray(TestRequest[]::new));
    return http.poll("/history/" + id, POLL, reply -> History.find(reply, id).map(History::work));
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
}
