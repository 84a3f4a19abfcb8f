package org.vespabench.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
  /** How the client is to know where the body ends. */
  enum Framing {
    LENGTH,
    CHUNKED,
    UNTIL_CLOSED,
    /** There is not even a head. */
    RAW
  }

  /** What happens to the connection afterwards. */
  enum Ending {
    KEPT_ALIVE,
    CLOSED,
    RESET,
    HUNG
  }

  record Head(int status, List<Map.Entry<String, String>> headers, Framing framing) {}

  record Body(List<byte[]> parts, boolean complete) {}

  record Pace(Duration delay, Duration gap, @Nullable Semaphore permits) {}

  private static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO, null);

  private final Head head;
  private final Body body;
  private final Pace pace;
  private final Ending ending;

  private ScriptedReply(Head head, Body body, Pace pace, Ending ending) {
    this.head = head;
    this.body = body;
    this.pace = pace;
    this.ending = ending;
  }

  private static ScriptedReply of(int status, String type, Framing framing, List<byte[]> parts) {
    Head head = new Head(status, List.of(Map.entry("Content-Type", type)), framing);
    return new ScriptedReply(head, new Body(parts, true), AT_ONCE, Ending.KEPT_ALIVE);
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
    return of(code, "application/json", Framing.LENGTH, List.of(utf8(body)));
  }

  /** Answer 200 with a plain text. */
  public static ScriptedReply text(String body) {
    return of(200, "text/plain; charset=UTF-8", Framing.LENGTH, List.of(utf8(body)));
  }

  /** Answer 200 with a page, as a front that stands in for a dead backend does. */
  public static ScriptedReply html(String body) {
    return of(200, "text/html; charset=UTF-8", Framing.LENGTH, List.of(utf8(body)));
  }

  /**
   * Answer 200 with server-sent events, chunked, each in a chunk of its own.
   *
   * @param events the data of each, of one line
   */
  public static ScriptedReply sse(String... events) {
    List<byte[]> parts =
        Arrays.stream(events).map(event -> utf8("data: " + event + "\n\n")).toList();
    return of(200, "text/event-stream", Framing.CHUNKED, parts);
  }

  /**
   * Answer with these bytes alone: no head is put before them. What the client makes of them, and
   * whether it can go on with the connection, is up to the script.
   */
  public static ScriptedReply raw(String bytes) {
    Head head = new Head(200, List.of(), Framing.RAW);
    Body body = new Body(List.of(utf8(bytes)), true);
    return new ScriptedReply(head, body, AT_ONCE, Ending.KEPT_ALIVE);
  }

  /** Answer nothing, until the client gives up. */
  public static ScriptedReply hang() {
    return raw("").thenHang();
  }

  /** Set the status. */
  public ScriptedReply withStatus(int code) {
    return with(new Head(code, head.headers(), head.framing()));
  }

  /**
   * Set a header, in the place of those of its name in any case. A {@code Content-Length} is taken
   * as it is, true or not.
   */
  public ScriptedReply withHeader(String name, String value) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(head.headers());
    headers.removeIf(header -> header.getKey().equalsIgnoreCase(name));
    headers.add(Map.entry(name, value));
    return with(new Head(head.status(), List.copyOf(headers), head.framing()));
  }

  /** Send the body in chunks, one for each of its parts, and say no length. */
  public ScriptedReply chunked() {
    return with(new Head(head.status(), head.headers(), Framing.CHUNKED));
  }

  /** Say no length and close the connection where the body ends. */
  public ScriptedReply untilClosed() {
    return with(new Head(head.status(), head.headers(), Framing.UNTIL_CLOSED)).thenClose();
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
    byte[] whole = whole();
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    for (int position : positions) {
      if (position < from || position > whole.length) {
        throw new IllegalArgumentException(
            "cannot cut a body of %d bytes at %d".formatted(whole.length, position));
      }
      parts.add(Arrays.copyOfRange(whole, from, position));
      from = position;
    }
    parts.add(Arrays.copyOfRange(whole, from, whole.length));
    return with(new Body(List.copyOf(parts), body.complete()));
  }

  /** Send the body one byte at a time, with this much time between them. */
  public ScriptedReply trickling(Duration gap) {
    return splitAt(IntStream.range(1, Math.max(1, whole().length)).toArray()).withGaps(gap);
  }

  /**
   * Send the beginning of the body alone, with the head and the length of the whole, and then close
   * the connection, cleanly unless {@link #thenReset} or {@link #thenHang} follows.
   *
   * @param bytes how many; those of a body of no more than that leave all, without its end
   */
  public ScriptedReply cutAfter(int bytes) {
    List<byte[]> parts = new ArrayList<>();
    int left = bytes;
    for (byte[] part : body.parts()) {
      parts.add(Arrays.copyOf(part, Math.min(left, part.length)));
      left -= Math.min(left, part.length);
    }
    parts.removeIf(part -> part.length == 0);
    // The length that the head states stays that of the whole body.
    ScriptedReply cut =
        head.framing() == Framing.LENGTH
            ? withHeader("Content-Length", Integer.toString(whole().length))
            : this;
    return cut.with(new Body(List.copyOf(parts), false)).thenClose();
  }

  /** Say that the connection will be closed after this reply, and close it. */
  public ScriptedReply withConnectionClose() {
    return withHeader("Connection", "close").thenClose();
  }

  /** Close the connection after this reply without having said so. */
  public ScriptedReply thenClose() {
    return new ScriptedReply(head, body, pace, Ending.CLOSED);
  }

  /** Reset the connection afterwards. */
  public ScriptedReply thenReset() {
    return new ScriptedReply(head, body, pace, Ending.RESET);
  }

  /** Do nothing more afterwards, until the client closes. */
  public ScriptedReply thenHang() {
    return new ScriptedReply(head, body, pace, Ending.HUNG);
  }

  private ScriptedReply with(Head other) {
    return new ScriptedReply(other, body, pace, ending);
  }

  private ScriptedReply with(Body other) {
    return new ScriptedReply(head, other, pace, ending);
  }

  private ScriptedReply with(Pace other) {
    return new ScriptedReply(head, body, other, ending);
  }

  private byte[] whole() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    body.parts().forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Pace pace() {
    return pace;
  }

  Ending ending() {
    return ending;
  }

  List<byte[]> parts() {
    return body.parts();
  }

  /** Write the status line and the headers, those of the framing included. */
  byte[] headBytes() {
    if (head.framing() == Framing.RAW) {
      return new byte[0];
    }
    StringBuilder text = new StringBuilder("HTTP/1.1 " + head.status() + " Scripted\r\n");
    head.headers().forEach(h -> text.append(h.getKey() + ": " + h.getValue() + "\r\n"));
    if (head.framing() == Framing.CHUNKED) {
      text.append("Transfer-Encoding: chunked\r\n");
    } else if (head.framing() == Framing.LENGTH && !statesLength()) {
      text.append("Content-Length: " + whole().length + "\r\n");
    }
    return utf8(text.append("\r\n").toString());
  }

  private boolean statesLength() {
    return head.headers().stream().anyMatch(h -> h.getKey().equalsIgnoreCase("Content-Length"));
  }

  /** Frame a part of the body as it goes over the wire. */
  byte[] framed(byte[] part) {
    if (head.framing() != Framing.CHUNKED || part.length == 0) {
      return part; // an empty chunk would end the body
    }
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(utf8(Integer.toHexString(part.length) + "\r\n"));
    chunk.writeBytes(part);
    chunk.writeBytes(utf8("\r\n"));
    return chunk.toByteArray();
  }

  /** Write what comes after the last part. */
  byte[] endBytes() {
    return utf8(head.framing() == Framing.CHUNKED && body.complete() ? "0\r\n\r\n" : "");
  }
}
