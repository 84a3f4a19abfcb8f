package org.vespabench.comfyui;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;

/** Measures ComfyUI behind a wrapper that answers when the image is there. */
public final class ComfyUiSync extends ComfyUiProvider {
  private static final List<Setting<?>> SETTINGS =
      Stream.concat(Stream.of(ComfyUiSettings.API), ComfyUiSettings.COMMON.stream())
          .<Setting<?>>map(setting -> setting)
          .toList();

  /** Make one; it holds no state but the file of {@code --workflow}, once that is read. */
  public ComfyUiSync() {}

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("benchmarks.comfyui:benchmark");
  }

  @Override
  public String description() {
    return "sampling work per second, pixels times steps, of a wrapper around ComfyUI";
  }

  @Override
  public List<Setting<?>> settings() {
    return SETTINGS;
  }

  @Override
  TestRequest request(JsonObject graph, RequestContext context) {
    WrapperApi api = WrapperApi.of(context.settings());
    return TestRequest.post(api.path(), api.body(graph, context.random()))
        .reading(WrapperReply::work);
  }

  /** The original's path is {@code /runsync}, which the wrapper of today does not have. */
  @Override
  public Settings adapt(Settings settings, HttpReply refusal) {
    if (refusal.status() != 404 && refusal.status() != 405) {
      return settings;
    }
    WrapperApi api = WrapperApi.of(settings);
    if (api == WrapperApi.RUNSYNC) {
      return settings.with(ComfyUiSettings.API, WrapperApi.GENERATE.word());
    }
    throw new BenchmarkException(
        ("the backend answered %d to a request of the form --api %s: it has no such path."
                + " Plain ComfyUI, usually on port 8188, is measured with benchmarks.comfyui:native;"
                + " for another wrapper give --api or --path")
            .formatted(refusal.status(), api.word()));
  }

  @Override
  public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
    return new SimulatedWrapper(request, reply).answer();
  }

  @Override
  public SimulatedReply failure(TestRequest request, SimulatedReply reply) {
    return new SimulatedWrapper(request, reply).failure();
  }
}
