package org.vespabench.testkit;

import static org.vespabench.testkit.ScriptedMessage.utf8;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;
import org.vespabench.testkit.ScriptedMessage.Framing;

/**
 * Says what a {@link ScriptedBackend} answers, byte for byte and at which pace. Immutable; each
 * method that changes something returns a copy.
 *
 * <pre>{@code
 * ScriptedReply.sse("{\"token\": 1}", "[DONE]")
 *     .withDelay(Duration.ofMillis(200))
 *     .withGaps(Duration.ofMillis(20))
 *     .cutAfter(10)
 *     .thenReset();
 * }</pre>
 *
 * <p>The body is made of parts: the events of a stream, else one, or as {@link #splitAt} says. With
 * no pause between them head and parts leave in one write.
 *
 * @since 0.1
 */
public final class ScriptedReply {
  /** What happens to the connection afterwards. */
  enum Ending {
    KEPT_ALIVE,
    CLOSED,
    RESET,
    HUNG
  }

  record Pace(Duration delay, Duration gap, @Nullable Semaphore permits) {}

  private static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO, null);

  private final ScriptedMessage message;
  private final Pace pace;
  private final Ending ending;

  private ScriptedReply(ScriptedMessage message, Pace pace, Ending ending) {
    this.message = message;
    this.pace = pace;
    this.ending = ending;
  }

  private static ScriptedReply of(int status, String type, String body) {
    return of(ScriptedMessage.of(status, type, Framing.LENGTH, List.of(utf8(body))));
  }

  private static ScriptedReply of(ScriptedMessage message) {
    return new ScriptedReply(message, AT_ONCE, Ending.KEPT_ALIVE);
  }

  /** Answer 200 with JSON. */
  public static ScriptedReply json(String body) {
    return status(200, body);
  }

  /**
   * Answer with a status and JSON.
   *
   * @param code any
   * @param body as it is, so it may also be no JSON at all
   */
  public static ScriptedReply status(int code, String body) {
    return of(code, "application/json", body);
  }

  /** Answer 200 with a plain text. */
  public static ScriptedReply text(String body) {
    return of(200, "text/plain; charset=UTF-8", body);
  }

  /** Answer 200 with a page, as a front that stands in for a dead backend does. */
  public static ScriptedReply html(String body) {
    return of(200, "text/html; charset=UTF-8", body);
  }

  /**
   * Answer 200 with server-sent events, chunked, each in a chunk of its own.
   *
   * @param events the data of each, of one line
   */
  public static ScriptedReply sse(String... events) {
    List<byte[]> parts =
        Arrays.stream(events).map(event -> utf8("data: " + event + "\n\n")).toList();
    return of(ScriptedMessage.of(200, "text/event-stream", Framing.CHUNKED, parts));
  }

  /**
   * Answer with these bytes alone: no head is put before them. What the client makes of them, and
   * whether it can go on with the connection, is up to the script.
   */
  public static ScriptedReply raw(String bytes) {
    return of(ScriptedMessage.raw(bytes));
  }

  /** Answer nothing, until the client gives up. */
  public static ScriptedReply hang() {
    return raw("").thenHang();
  }

  /** Set the status. */
  public ScriptedReply withStatus(int code) {
    return with(message.withStatus(code));
  }

  /**
   * Set a header, in the place of those of its name in any case. A {@code Content-Length} is taken
   * as it is, true or not.
   */
  public ScriptedReply withHeader(String name, String value) {
    return with(message.withHeader(name, value));
  }

  /** Send the body in chunks, one for each of its parts, and say no length. */
  public ScriptedReply chunked() {
    return with(message.withFraming(Framing.CHUNKED));
  }

  /** Say no length and close the connection where the body ends. */
  public ScriptedReply untilClosed() {
    return with(message.withFraming(Framing.UNTIL_CLOSED)).thenClose();
  }

  /** Let this much time pass before the first byte, in whole milliseconds. */
  public ScriptedReply withDelay(Duration delay) {
    return with(new Pace(delay, pace.gap(), pace.permits()));
  }

  /** Let this much time pass between the parts of the body, in whole milliseconds. */
  public ScriptedReply withGaps(Duration gap) {
    return with(new Pace(pace.delay(), gap, pace.permits()));
  }

  /** Take a permit before each part of the body, which so leaves when the test allows it. */
  public ScriptedReply withPermits(Semaphore permits) {
    return with(new Pace(pace.delay(), pace.gap(), permits));
  }

  /**
   * Cut the body into parts anew.
   *
   * @param positions how many bytes are before each cut, in rising order; characters of several
   *     bytes may be cut in two
   * @throws IllegalArgumentException if one lies outside the body, or before the one before it
   */
  public ScriptedReply splitAt(int... positions) {
    return with(message.splitAt(positions));
  }

  /** Send the body one byte at a time, with this much time between them. */
  public ScriptedReply trickling(Duration gap) {
    return splitAt(IntStream.range(1, Math.max(1, message.whole().length)).toArray()).withGaps(gap);
  }

  /**
   * Send the beginning of the body alone, with the head and the length of the whole, and then close
   * the connection, cleanly unless {@link #thenReset} or {@link #thenHang} follows.
   *
   * @param bytes how many; those of a body of no more than that leave all, without its end
   */
  public ScriptedReply cutAfter(int bytes) {
    return with(message.cutAfter(bytes)).thenClose();
  }

  /** Say that the connection will be closed after this reply, and close it. */
  public ScriptedReply withConnectionClose() {
    return withHeader("Connection", "close").thenClose();
  }

  /** Close the connection after this reply without having said so. */
  public ScriptedReply thenClose() {
    return new ScriptedReply(message, pace, Ending.CLOSED);
  }

  /** Reset the connection afterwards. */
  public ScriptedReply thenReset() {
    return new ScriptedReply(message, pace, Ending.RESET);
  }

  /** Do nothing more afterwards, until the client closes. */
  public ScriptedReply thenHang() {
    return new ScriptedReply(message, pace, Ending.HUNG);
  }

  private ScriptedReply with(ScriptedMessage other) {
    return new ScriptedReply(other, pace, ending);
  }

  private ScriptedReply with(Pace other) {
    return new ScriptedReply(message, other, ending);
  }

  /** Write status and body in one line, for a test that fails. */
  @Override
  public String toString() {
    String text = new String(message.whole(), StandardCharsets.UTF_8);
    return message.status() + " " + BenchmarkException.excerpt(text);
  }

  ScriptedMessage message() {
    return message;
  }

  Pace pace() {
    return pace;
  }

  Ending ending() {
    return ending;
  }
}
