package org.vespabench.openai;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vespabench.api.HttpReply;

/** Is a reply written by a test. */
record CannedReply(int status, Map<String, String> headers, String body) implements HttpReply {
  static CannedReply json(int status, String body) {
    return new CannedReply(status, Map.of("content-type", "application/json"), body);
  }

  /** The end of a stream whose events a reader has seen. */
  static CannedReply streamed() {
    return new CannedReply(200, Map.of("content-type", "text/event-stream"), "");
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public Duration elapsed() {
    return Duration.ofSeconds(1);
  }
}
