package org.vespabench.tgi;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.vespabench.api.SimulatedReply;
import org.vespabench.api.TestRequest;
import org.vespabench.tgi.GenerationRequest.Parameters;

/** Is what a simulated model says to one request, whole or streamed. */
final class SimulatedGeneration {
  /** As many as the words that the runner generates have. */
  private static final double TOKENS_PER_WORD = 2.6;

  /** What TGI generates at most where a request asks for no limit. */
  private static final int LONGEST = 1024;

  private final int inputCharacters;
  private final int inputTokens;
  private final int tokens;
  private final boolean isFull;
  private final boolean hasDetails;

  private SimulatedGeneration(
      String inputs, int inputTokens, int tokens, boolean isFull, Parameters parameters) {
    this.inputCharacters = inputs.codePointCount(0, inputs.length());
    this.inputTokens = inputTokens;
    this.tokens = tokens;
    this.isFull = isFull;
    this.hasDetails =
        Boolean.TRUE.equals(parameters.details())
            || Boolean.TRUE.equals(parameters.decoderInputDetails());
  }

  /** Decide how long the answer is: {@code length} leaves that to the runner. */
  static SimulatedGeneration to(
      String inputs, Parameters parameters, OptionalLong limit, SimulatedReply length) {
    int words = inputs.isBlank() ? 0 : inputs.strip().split("\\s+").length;
    // More than fits is refused later, and so is zero.
    int most = (int) Math.min(limit.orElse(LONGEST), TgiSimulator.MAX_TOTAL_TOKENS);
    int tokens = length.length(Math.max(1, most));
    return new SimulatedGeneration(
        inputs, (int) Math.ceil(words * TOKENS_PER_WORD), tokens, tokens >= most, parameters);
  }

  int inputTokens() {
    return inputTokens;
  }

  /** The path {@code /} answers a list, as an older service did. */
  SimulatedReply whole(SimulatedReply reply, boolean isList) {
    SimulatedReply timed =
        reply
            .header("x-compute-type", "simulated")
            .header("x-compute-characters", String.valueOf(inputCharacters))
            .header("x-compute-time", (queued, worked) -> seconds(queued.plus(worked)))
            .header("x-total-time", millis((queued, worked) -> queued.plus(worked)))
            .header("x-validation-time", "0")
            .header("x-queue-time", millis((queued, worked) -> queued))
            .header("x-inference-time", millis((queued, worked) -> worked))
            .header("x-time-per-token", millis((queued, worked) -> worked.dividedBy(tokens)))
            .header("x-prompt-tokens", String.valueOf(inputTokens))
            .header("x-generated-tokens", String.valueOf(tokens));
    return timed.work(tokens, (queued, worked) -> isList ? "[" + body() + "]" : body());
  }

  /** The last token's event tells the whole text as well, and there is no event after it. */
  SimulatedReply stream(SimulatedReply reply) {
    return reply
        .header("x-compute-type", "simulated")
        .header("x-compute-characters", String.valueOf(inputCharacters))
        .header("X-Accel-Buffering", "no")
        .stream(tokens, this::event);
  }

  private static BiFunction<Duration, Duration, String> millis(
      BiFunction<Duration, Duration, Duration> time) {
    return (queued, worked) -> String.valueOf(time.apply(queued, worked).toMillis());
  }

  private static String seconds(Duration time) {
    return String.valueOf(time.toNanos() / 1e9);
  }

  private String body() {
    String text = "{\"generated_text\":" + TestRequest.quote(text());
    if (!hasDetails) {
      return text + "}";
    }
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      all.append(i == 0 ? "" : ",").append(token(i));
    }
    return "%s,\"details\":{%s,\"prefill\":[],\"tokens\":[%s]}}".formatted(text, counts(), all);
  }

  private String event(int i) {
    boolean isLast = i == tokens - 1;
    String text = isLast ? TestRequest.quote(text()) : "null";
    String details =
        isLast && hasDetails ? "{" + counts() + ",\"input_length\":" + inputTokens + "}" : "null";
    return "{\"index\":"
        + (i + 1)
        + ",\"token\":"
        + token(i)
        + ",\"generated_text\":"
        + text
        + ",\"details\":"
        + details
        + "}";
  }

  private String counts() {
    return "\"finish_reason\":\"%s\",\"generated_tokens\":%d,\"seed\":null"
        .formatted(isFull ? "length" : "eos_token", tokens);
  }

  /** An answer that ends early ends with a mark, which counts as a token. */
  private String token(int i) {
    return isMark(i)
        ? "{\"id\":2,\"text\":\"</s>\",\"logprob\":-0.5,\"special\":true}"
        : "{\"id\":"
            + (i + 3)
            + ",\"text\":\""
            + word(i)
            + "\",\"logprob\":-0.5,\"special\":false}";
  }

  private boolean isMark(int i) {
    return !isFull && i == tokens - 1;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens && !isMark(i); i++) {
      text.append(word(i));
    }
    return text.toString();
  }

  private static String word(int i) {
    return " word" + i;
  }
}
