package org.vespabench.openai;

import com.google.gson.JsonObject;
import java.util.OptionalDouble;
import org.vespabench.api.Work;

/**
 * Collects what one reply says about its own work.
 *
 * <p>The largest count is the truth, wherever it stands: vLLM sends it after the last choice, or on
 * every chunk; llama.cpp with the finish reason; Ollama sends zeros with every chunk before it.
 */
final class Usage {
  private JsonObject largest = new JsonObject();
  private JsonObject timings = new JsonObject();

  void see(JsonObject chunk) {
    JsonObject usage = Json.object(chunk, "usage");
    if (usage.size() > 0 && completionTokens(usage) >= completionTokens(largest)) {
      largest = usage;
    }
    JsonObject newTimings = Json.object(chunk, "timings");
    if (newTimings.size() > 0) {
      timings = newTimings;
    }
  }

  /** Output tokens, zero included; empty if the backend did not count. */
  OptionalDouble outputTokens() {
    double tokens = completionTokens(largest);
    return tokens >= 0 ? OptionalDouble.of(tokens) : OptionalDouble.empty();
  }

  /**
   * Tokens of texts that were embedded; empty if the backend did not count. As nothing is
   * generated, the total is as good: Voyage sends that alone.
   */
  OptionalDouble embeddedTokens() {
    double input = Json.number(largest, "prompt_tokens").orElse(0);
    double tokens = input > 0 ? input : Json.number(largest, "total_tokens").orElse(0);
    return tokens > 0 ? OptionalDouble.of(tokens) : OptionalDouble.empty();
  }

  private static double completionTokens(JsonObject usage) {
    return Json.number(usage, "completion_tokens").orElse(-1);
  }

  /** Add what else is known. */
  Work describe(Work work) {
    Work described = withTimings(work);
    double input = Json.number(largest, "prompt_tokens").orElse(0);
    if (input > 0) {
      described = described.input((long) input, cachedTokens());
    }
    OptionalDouble reasoning =
        Json.number(Json.object(largest, "completion_tokens_details"), "reasoning_tokens");
    return reasoning.isPresent() ? described.reasoning((long) reasoning.getAsDouble()) : described;
  }

  private long cachedTokens() {
    JsonObject details = Json.object(largest, "prompt_tokens_details");
    return (long) Json.number(details, "cached_tokens").orElse(0);
  }

  /** llama.cpp tells how long its slot worked, which leaves out the queue. */
  private Work withTimings(Work work) {
    OptionalDouble prompt = Json.number(timings, "prompt_ms");
    OptionalDouble predicted = Json.number(timings, "predicted_ms");
    return prompt.isPresent() && predicted.isPresent()
        ? work.detail("promptMillis", prompt.getAsDouble())
            .detail("predictedMillis", predicted.getAsDouble())
        : work;
  }
}
