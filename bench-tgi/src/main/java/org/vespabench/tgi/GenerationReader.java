package org.vespabench.tgi;

import com.google.gson.JsonParseException;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.HttpReply;
import org.vespabench.api.Output;
import org.vespabench.api.StreamReader;
import org.vespabench.api.Work;

/**
 * Reads one reply, streamed or whole: something in between may send it whole although a stream was
 * asked for. One reply, one reader, one thread at a time.
 */
final class GenerationReader implements StreamReader {
  /** The event that has the generated text. There is no other mark of the end. */
  private @Nullable Generation last;

  private String broken = "";
  private boolean hasEvents;

  @Override
  public Output event(String data) {
    if (!broken.isEmpty()) {
      throw unreadable(broken);
    }
    if (data.isBlank()) {
      return Output.NONE;
    }
    hasEvents = true;
    Generation event;
    try {
      event = Generation.parseEvent(data);
    } catch (JsonParseException e) {
      return unreadable(data, e);
    }
    event.check();
    last = event.isComplete() ? event : last;
    return event.output();
  }

  /** Half an object means that the stream was cut short, if nothing comes after it. */
  private Output unreadable(String data, JsonParseException thrown) {
    if (!data.stripLeading().startsWith("{") || !TgiJson.isMalformed(thrown)) {
      throw unreadable(data);
    }
    broken = data;
    return Output.NONE;
  }

  @Override
  public Work end(HttpReply reply) {
    Generation whole = reply.body().isBlank() ? lastEvent(reply) : whole(reply.body());
    return GenerationWork.of(whole, reply);
  }

  private Generation lastEvent(HttpReply reply) {
    if (!broken.isEmpty()) {
      throw BenchmarkException.truncated("the stream ended within an event");
    }
    if (last != null) {
      return last;
    }
    String type = reply.header("content-type").orElse("");
    if (!hasEvents && !type.contains("event-stream")) {
      throw new BenchmarkException("the backend answered " + reply.status() + " without a body");
    }
    throw BenchmarkException.truncated("the stream ended without an event with generated_text");
  }

  private static Generation whole(String body) {
    Generation reply;
    try {
      reply = Generation.parseReply(body);
    } catch (JsonParseException e) {
      throw unreadable(body);
    }
    reply.check();
    if (!reply.isComplete()) {
      throw new BenchmarkException(
          "the reply has no generated_text: " + BenchmarkException.excerpt(body));
    }
    return reply;
  }

  private static BenchmarkException unreadable(String text) {
    return new BenchmarkException(
        "the reply is not what TGI answers: " + BenchmarkException.excerpt(text));
  }
}
