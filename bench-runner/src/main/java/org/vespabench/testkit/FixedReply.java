package org.vespabench.testkit;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vespabench.api.HttpReply;

/**
 * Is a reply that a test wrote, for a reader or for {@code adapt}. Immutable.
 *
 * @since 0.1
 */
public final class FixedReply implements HttpReply {
  private final int status;
  private final Map<String, String> headers;
  private final String body;

  private FixedReply(int status, Map<String, String> headers, String body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /**
   * Make a reply of JSON, or of what should have been JSON.
   *
   * @param status 100 to 599; readers see those of 2xx only, {@code adapt} all others
   * @param body as it is
   */
  public static FixedReply json(int status, String body) {
    return new FixedReply(status, Map.of("content-type", "application/json"), body);
  }

  /** Make the end of a stream whose events a reader has seen. */
  public static FixedReply streamed() {
    return new FixedReply(200, Map.of("content-type", "text/event-stream"), "");
  }

  /** Set a header, in the place of the one of its name in any case. */
  public FixedReply withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new FixedReply(status, more, body);
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public String body() {
    return body;
  }

  /** Tell one second: no reader should depend on it. */
  @Override
  public Duration elapsed() {
    return Duration.ofSeconds(1);
  }

  @Override
  public String toString() {
    return status + " " + headers + " " + body;
  }
}
