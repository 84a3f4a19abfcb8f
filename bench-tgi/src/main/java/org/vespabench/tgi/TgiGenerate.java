package org.vespabench.tgi;

import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.Coordinates;
import org.vespabench.api.HttpSession;
import org.vespabench.api.RequestContext;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.api.TestRequestProvider;
import org.vespabench.tgi.GenerationRequest.Parameters;

/**
 * Measures {@code POST /generate} of Text Generation Inference, and {@code /generate_stream}.
 *
 * <p>The protocol has nothing that forbids a shorter answer, so what was done is always read from
 * the reply. Nor is there a field to leave out where a server refuses it: every version knows all
 * that is sent.
 */
public final class TgiGenerate implements TestRequestProvider, BackendSimulator {
  static final String PATH = "/generate";
  static final String STREAM_PATH = "/generate_stream";

  /** Every prompt starts with it, as chats start with the same system prompt: about 60 words. */
  static final String PASSAGE =
      "You write for the visitors of a small museum of clocks. Its first room has water clocks,"
          + " which drip; its second has tower clocks, of which only one still strikes. In the"
          + " third room a cuckoo calls at wrong hours, and nobody wants it mended. Children ask"
          + " the best questions here. Explain what they see, step by step, and leave nothing out.";

  /** Make one; it holds no state. */
  public TgiGenerate() {}

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("benchmarks.tgi");
  }

  @Override
  public String description() {
    return "output tokens per second of a TGI server's /generate";
  }

  @Override
  public String unit(Settings settings) {
    return "tokens";
  }

  @Override
  public List<Setting<?>> settings() {
    return TgiSettings.ALL;
  }

  @Override
  public TestRequest next(RequestContext context) {
    Settings settings = context.settings();
    int tokens = tokens(context);
    Parameters parameters =
        new Parameters(
            new JsonPrimitive(tokens), settings.get(TgiSettings.TEMPERATURE), true, null, null);
    GenerationRequest body = new GenerationRequest(prompt(context), parameters, null);
    return TestRequest.post(
            settings.get(TgiSettings.STREAM) ? STREAM_PATH : PATH, TgiJson.write(body))
        .declaring(tokens)
        .streaming(GenerationReader::new);
  }

  private static int tokens(RequestContext context) {
    int most = context.settings().get(TgiSettings.MAX_TOKENS);
    return context.warmUp()
        ? Math.min(most, context.settings().get(TgiSettings.WARMUP_TOKENS))
        : context.outputTokens(most);
  }

  /** The passage and words that differ each time; only the user's own text, if there is one. */
  private static String prompt(RequestContext context) {
    Setting<Integer> words = context.warmUp() ? TgiSettings.WARMUP_WORDS : TgiSettings.PROMPT_WORDS;
    return context.prompt(PASSAGE + "\n\n" + context.prompt(context.settings().get(words)));
  }

  @Override
  public OptionalDouble declared(String path, String body) {
    return Price.of(path, body);
  }

  @Override
  public Map<String, String> identity(HttpSession http) {
    return ServerInfo.identity(http.get("/info").join());
  }

  @Override
  public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
    return TgiSimulator.of(request, reply).answer();
  }

  @Override
  public SimulatedReply failure(TestRequest request, SimulatedReply reply) {
    return TgiSimulator.of(request, reply).failure();
  }

  @Override
  public SimulatedReply overload(TestRequest request, SimulatedReply reply, int others) {
    return others < TgiSimulator.MAX_CONCURRENT_REQUESTS
        ? reply
        : TgiSimulator.of(request, reply).overload();
  }
}
