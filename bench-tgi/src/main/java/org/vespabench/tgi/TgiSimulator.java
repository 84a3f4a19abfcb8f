package org.vespabench.tgi;

import com.google.gson.JsonParseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.tgi.GenerationRequest.Parameters;

/** Plays a TGI server: its paths, and the order in which it finds fault with a request. */
final class TgiSimulator {
  /** The longest prompt with its answer: whole replies are built in memory. */
  static final int MAX_TOTAL_TOKENS = 131_072;

  /** What TGI takes at once by default, those that wait included. */
  static final int MAX_CONCURRENT_REQUESTS = 128;

  private static final Map<String, String> METHODS =
      Map.of(
          TgiGenerate.PATH,
          "POST",
          TgiGenerate.STREAM_PATH,
          "POST",
          "/",
          "GET,POST",
          "/health",
          "GET",
          "/ping",
          "GET",
          "/info",
          "GET");

  private static final ServerInfo INFO =
      new ServerInfo(
          "simulated",
          null,
          null,
          "3.0.0",
          null,
          "simulated",
          (long) MAX_TOTAL_TOKENS - 1,
          null,
          (long) MAX_TOTAL_TOKENS,
          (long) MAX_CONCURRENT_REQUESTS);

  private final TestRequest request;
  private final String path;
  private final SimulatedReply reply;

  private TgiSimulator(TestRequest request, SimulatedReply reply) {
    this.request = request;
    this.path = Price.withoutQuery(request.path());
    this.reply = reply;
  }

  static TgiSimulator of(TestRequest request, SimulatedReply reply) {
    return new TgiSimulator(request, reply);
  }

  /** Fail a request that would have been answered, in one of two ways: its own body says which. */
  SimulatedReply failure() {
    boolean isStream = isStream(TgiJson.read(request.body(), GenerationRequest.class));
    if ((request.body().hashCode() & 1) == 0) {
      String message = "Request failed during generation: simulated failure";
      return refuse(424, "generation", message, isStream);
    }
    return isStream
        ? refuse(500, "incomplete_generation_stream", "Incomplete generation stream", true)
        : refuse(500, "incomplete_generation", "Incomplete generation", false);
  }

  SimulatedReply overload() {
    boolean isStream = isStream(TgiJson.read(request.body(), GenerationRequest.class));
    return refuse(429, "overloaded", "Model is overloaded", isStream);
  }

  SimulatedReply answer() {
    String methods = METHODS.getOrDefault(path, "");
    if (methods.isEmpty()) {
      return reply.error(404, "");
    }
    if (!methods.contains(request.method())) {
      return reply.error(405, "").header("Allow", methods);
    }
    if (request.method().equals("POST")) {
      return read();
    }
    return reply.now(path.equals("/info") ? TgiJson.write(INFO) : "");
  }

  /** What is refused here is refused by TGI's web framework: as a text, also for a stream. */
  private SimulatedReply read() {
    try {
      GenerationRequest body = TgiJson.read(request.body(), GenerationRequest.class);
      if (body.inputs() == null) {
        throw new JsonParseException("missing field `inputs`");
      }
      return generate(body, body.inputs(), body.limit());
    } catch (JsonParseException e) {
      boolean isMalformed = TgiJson.isMalformed(e);
      String what =
          isMalformed
              ? "Failed to parse the request body as JSON"
              : "Failed to deserialize the JSON body into the target type";
      // What Gson says about it is not what TGI would say.
      String why = e.getCause() == null ? ": " + e.getMessage() : "";
      return reply
          .error(isMalformed ? 400 : 422, what + why)
          .header("Content-Type", "text/plain; charset=utf-8");
    }
  }

  private SimulatedReply generate(GenerationRequest body, String inputs, OptionalLong limit) {
    boolean isStream = isStream(body);
    Parameters parameters = body.parametersOrNone();
    SimulatedGeneration answer = SimulatedGeneration.to(inputs, parameters, limit, reply);
    Optional<String> fault =
        (isStream ? faultOfStream(parameters) : Optional.<String>empty())
            .or(() -> fault(parameters, inputs, limit, answer.inputTokens()));
    if (fault.isPresent()) {
      return refuse(422, "validation", "Input validation error: " + fault.get(), isStream);
    }
    return isStream ? answer.stream(reply) : answer.whole(reply, path.equals("/"));
  }

  private boolean isStream(GenerationRequest body) {
    return path.equals(TgiGenerate.STREAM_PATH)
        || (path.equals("/") && Boolean.TRUE.equals(body.stream()));
  }

  private static Optional<String> faultOfStream(Parameters parameters) {
    if (parameters.bestOf() != null && parameters.bestOf() != 1) {
      return Optional.of("`best_of` != 1 is not supported when streaming tokens");
    }
    return Boolean.TRUE.equals(parameters.decoderInputDetails())
        ? Optional.of("`decoder_input_details` == true is not supported when streaming tokens")
        : Optional.empty();
  }

  private static Optional<String> fault(
      Parameters parameters, String inputs, OptionalLong limit, int inputTokens) {
    if (parameters.temperature() != null && !(parameters.temperature().floatValue() > 0)) {
      return Optional.of("`temperature` must be strictly positive");
    }
    if (limit.isPresent() && limit.getAsLong() == 0) {
      return Optional.of("`max_new_tokens` must be strictly positive");
    }
    if (inputs.isEmpty()) {
      return Optional.of("`inputs` cannot be empty");
    }
    long tokens = limit.orElse(1);
    return inputTokens + tokens > MAX_TOTAL_TOKENS
        ? Optional.of(
            ("`inputs` tokens + `max_new_tokens` must be <= %d."
                    + " Given: %d `inputs` tokens and %d `max_new_tokens`")
                .formatted(MAX_TOTAL_TOKENS, inputTokens, tokens))
        : Optional.empty();
  }

  /** In a stream, TGI has sent its 200 before it looks at the request. */
  private SimulatedReply refuse(int status, String type, String message, boolean isStream) {
    String error =
        "{\"error\":%s,\"error_type\":\"%s\"}".formatted(TestRequest.quote(message), type);
    return isStream
        ? reply.now("data:" + error + "\n\n").header("Content-Type", "text/event-stream")
        : reply.error(status, error);
  }
}
