package org.vespabench.openai;

import com.google.gson.JsonObject;
import org.vespabench.api.Coordinates;
import org.vespabench.api.RequestContext;

/** Measures {@code POST /v1/completions}: text in, text out, no chat template. */
public final class OpenAiCompletions extends OpenAiProvider {
  static final String PATH = "/v1/completions";

  /** Make one; it holds no state. */
  public OpenAiCompletions() {
    super(PATH);
  }

  @Override
  public Coordinates coordinates() {
    return Coordinates.parse("benchmarks.openai");
  }

  @Override
  public String description() {
    return "output tokens per second of an OpenAI server's /v1/completions";
  }

  @Override
  void addPrompt(JsonObject body, RequestContext context) {
    body.addProperty("prompt", prompt(context));
  }
}
