package org.vespabench.runner.benchmark;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.api.Work;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/**
 * A plugin for tests, with everything that one can have. Its backend is asked for words at {@code
 * /words}, and answers how many it made: {@code {"done": 10}}; without a count nobody knows.
 */
public class Words implements TestRequestProvider, BackendSimulator {
  public static final String PATH = "/words";

  public static final Setting<Integer> UNITS = Setting.integer("units", 10, "words to make");
  public static final Setting<Boolean> PIN = Setting.flag("pin", true, "ask for exactly so many");
  public static final Setting<String> MODEL =
      Setting.text("model", "none", "which").env("MODEL_NAME");
  static final Setting<String> TOKEN = Setting.text("token", "", "a secret").secret();
  static final Setting<String> TEXT = Setting.file("text", "a file with a text");

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("test.words");
  }

  @Override
  public String description() {
    return "Makes words.";
  }

  @Override
  public String unit(Settings settings) {
    return "words";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(UNITS, PIN, MODEL, TOKEN, TEXT, Setting.RUNS.or(3), Setting.CONCURRENCY.or(2));
  }

  @Override
  public TestRequest next(RequestContext context) {
    JsonObject body = new JsonObject();
    body.addProperty("model", context.settings().get(MODEL));
    body.addProperty("prompt", context.prompt(5));
    body.addProperty("units", context.settings().get(UNITS));
    if (context.settings().get(PIN)) {
      body.addProperty("pin", true);
    }
    return TestRequest.post(PATH, body.toString())
        .declaring(context.settings().get(UNITS))
        .reading(Words::read);
  }

  private static Work read(HttpReply reply) {
    String body = reply.body();
    if (!body.startsWith("{")) {
      throw new BenchmarkException("the reply is no JSON but begins with " + body);
    }
    JsonObject json = JsonParser.parseString(body).getAsJsonObject();
    return json.has("done") ? Work.done(json.get("done").getAsDouble()) : Work.unknown();
  }

  /** What a backend says that cannot pin, or cannot make so many. */
  @Override
  public Settings adapt(Settings settings, HttpReply refusal) {
    if (refusal.body().contains("pin")) {
      return settings.with(PIN, false);
    }
    return refusal.body().contains("fewer")
        ? settings.with(UNITS, settings.get(UNITS) - 1)
        : settings;
  }

  @Override
  public Map<String, String> identity(HttpSession http) {
    try {
      HttpReply reply = http.get("/model").join();
      return reply.status() == 200 ? Map.of("model", reply.body()) : Map.of();
    } catch (CompletionException e) {
      throw new IllegalStateException("it does not say which model it has", e);
    }
  }

  /** Start its backend, which answers so, the last one again and again. */
  public static ScriptedBackend backend(ScriptedReply first, ScriptedReply... others)
      throws IOException {
    return ScriptedBackend.start().on(PATH, first, others);
  }

  /** List the bodies of what the backend was asked, in order. */
  public static List<String> bodies(ScriptedBackend backend) {
    return backend.requests(PATH).stream().map(ReceivedRequest::body).toList();
  }

  @Override
  public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
    if (!request.path().equals(PATH)) {
      return reply.error(404, "no such path");
    }
    int units = JsonParser.parseString(request.body()).getAsJsonObject().get("units").getAsInt();
    return reply.work(units, (queued, worked) -> "{\"done\": " + units + "}");
  }
}
