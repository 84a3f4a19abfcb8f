package org.vespabench.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Is what a {@link ScriptedReply} puts on the wire: a head, and a body in parts.
 *
 * @param status of the head
 * @param headers of the head, but for those of the framing
 * @param framing how the client is to know where the body ends
 * @param parts of the body, each of which leaves by itself
 * @param complete whether the framing's own end follows the last part
 */
record ScriptedMessage(
    int status,
    List<Map.Entry<String, String>> headers,
    Framing framing,
    List<byte[]> parts,
    boolean complete) {

  enum Framing {
    LENGTH,
    CHUNKED,
    UNTIL_CLOSED,
    /** There is not even a head. */
    RAW
  }

  static ScriptedMessage of(int status, String type, Framing framing, List<byte[]> parts) {
    return new ScriptedMessage(
        status, List.of(Map.entry("Content-Type", type)), framing, parts, true);
  }

  static ScriptedMessage raw(String bytes) {
    return new ScriptedMessage(200, List.of(), Framing.RAW, List.of(utf8(bytes)), true);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  ScriptedMessage withStatus(int code) {
    return new ScriptedMessage(code, headers, framing, parts, complete);
  }

  ScriptedMessage withFraming(Framing other) {
    return new ScriptedMessage(status, headers, other, parts, complete);
  }

  ScriptedMessage withHeader(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.removeIf(header -> header.getKey().equalsIgnoreCase(name));
    more.add(Map.entry(name, value));
    return new ScriptedMessage(status, List.copyOf(more), framing, parts, complete);
  }

  ScriptedMessage splitAt(int... positions) {
    byte[] whole = whole();
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    for (int position : positions) {
      if (position < from || position > whole.length) {
        throw new IllegalArgumentException(
            "cannot cut a body of %d bytes at %d".formatted(whole.length, position));
      }
      pieces.add(Arrays.copyOfRange(whole, from, position));
      from = position;
    }
    pieces.add(Arrays.copyOfRange(whole, from, whole.length));
    return new ScriptedMessage(status, headers, framing, List.copyOf(pieces), complete);
  }

  ScriptedMessage cutAfter(int bytes) {
    List<byte[]> begun = new ArrayList<>();
    int left = bytes;
    for (byte[] part : parts) {
      begun.add(Arrays.copyOf(part, Math.min(left, part.length)));
      left -= Math.min(left, part.length);
    }
    begun.removeIf(part -> part.length == 0);
    // The length that the head states stays that of the whole body.
    ScriptedMessage stated =
        framing == Framing.LENGTH
            ? withHeader("Content-Length", Integer.toString(whole().length))
            : this;
    return new ScriptedMessage(status, stated.headers, framing, List.copyOf(begun), false);
  }

  byte[] whole() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  /** Write the status line and the headers, those of the framing included. */
  byte[] headBytes() {
    if (framing == Framing.RAW) {
      return new byte[0];
    }
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    headers.forEach(h -> text.append(h.getKey() + ": " + h.getValue() + "\r\n"));
    if (framing == Framing.CHUNKED) {
      text.append("Transfer-Encoding: chunked\r\n");
    } else if (framing == Framing.LENGTH && !statesLength()) {
      text.append("Content-Length: " + whole().length + "\r\n");
    }
    return utf8(text.append("\r\n").toString());
  }

  private boolean statesLength() {
    return headers.stream().anyMatch(h -> h.getKey().equalsIgnoreCase("Content-Length"));
  }

  /** Frame a part of the body as it goes over the wire. */
  byte[] framed(byte[] part) {
    if (framing != Framing.CHUNKED || part.length == 0) {
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
    return utf8(framing == Framing.CHUNKED && complete ? "0\r\n\r\n" : "");
  }
}
