package org.vespabench.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.Work;

/**
 * Reads one reply of either form, streamed or whole: a backend may send it whole although a stream
 * was asked for. One reply, one reader, one thread at a time.
 */
final class ReplyReader implements StreamReader {
  private static final String END_MARK = "[DONE]";

  private final Usage usage = new Usage();
  private String last = "";
  private String broken = "";
  private String finishReason = "";
  private boolean ended;
  private boolean hasChoices;
  private boolean hasOutput;

  @Override
  public Output event(String data) {
    if (!broken.isEmpty()) {
      throw notJson(broken);
    }
    String text = data.strip();
    if (text.isEmpty()) {
      return Output.NONE;
    }
    if (text.equals(END_MARK)) {
      ended = true;
      return Output.NONE;
    }
    Optional<JsonObject> chunk = Json.object(text);
    if (chunk.isEmpty() && text.startsWith("{")) {
      // Half an object: the stream was cut short, if nothing comes after it.
      broken = text;
      return Output.NONE;
    }
    return read(text, chunk);
  }

  @Override
  public Work end(HttpReply reply) {
    if (reply.body().isBlank()) {
      checkEnd(reply);
    } else {
      read(reply.body(), Json.object(reply.body()));
    }
    if (!hasChoices) {
      throw new BenchmarkException(
          "the reply has no choices: "
              + BenchmarkException.excerpt(last.isEmpty() ? END_MARK : last));
    }
    return usage.describe(work());
  }

  private void checkEnd(HttpReply reply) {
    if (!broken.isEmpty()) {
      throw BenchmarkException.truncated("the stream ended within an event");
    }
    if (ended || !finishReason.isEmpty()) {
      return;
    }
    String type = reply.header("content-type").orElse("");
    if (last.isEmpty() && !type.contains("event-stream")) {
      throw new BenchmarkException("the backend answered " + reply.status() + " without a body");
    }
    throw BenchmarkException.truncated("the stream ended without a finish_reason or " + END_MARK);
  }

  private Work work() {
    OptionalDouble tokens = usage.outputTokens();
    if (tokens.orElse(0) > 0) {
      return Work.done(tokens.getAsDouble());
    }
    // A model may have nothing to say, but zero beside a text only means that nobody counted.
    if (tokens.isPresent() && !hasOutput) {
      return Work.done(0);
    }
    return finishReason.equals("length") ? Work.asDeclared() : Work.unknown();
  }

  private Output read(String text, Optional<JsonObject> json) {
    last = text;
    JsonObject chunk = json.orElseThrow(() -> notJson(text));
    BackendError.check(chunk);
    usage.see(chunk);
    Output output = Output.NONE;
    for (JsonElement element : Json.array(chunk, "choices")) {
      if (element instanceof JsonObject choice) {
        output = stronger(output, read(choice));
      }
    }
    return output;
  }

  private Output read(JsonObject choice) {
    hasChoices = true;
    // TGI writes "" where others write null.
    String reason = Json.text(choice, "finish_reason");
    finishReason = reason.isEmpty() ? finishReason : reason;
    Output output = Choice.output(choice);
    hasOutput |= output != Output.NONE;
    return output;
  }

  static BenchmarkException notJson(String text) {
    return new BenchmarkException(
        "the reply is not a JSON object: " + BenchmarkException.excerpt(text));
  }

  private static Output stronger(Output one, Output other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
