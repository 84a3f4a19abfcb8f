package org.vespabench.runner.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.vespabench.api.BenchmarkException;

/**
 * Cuts bytes into lines, which end in LF, CR or CR LF. A line is decoded as UTF-8 only when it is
 * complete, since a character may be split across reads.
 */
final class LineBuffer {
  /** No event is as long, image or not; a line without an end would take all memory. */
  static final int LONGEST = 16 << 20;

  private byte[] bytes = new byte[512];
  private int length;
  private boolean lastWasCr;

  void feed(ByteBuffer source, Consumer<String> line) {
    while (source.hasRemaining()) {
      byte b = source.get();
      if (b == '\n' && lastWasCr) {
        lastWasCr = false;
      } else if (b == '\n' || b == '\r') {
        lastWasCr = b == '\r';
        emit(line);
      } else {
        lastWasCr = false;
        append(b);
      }
    }
  }

  /** Hand over a last line that nothing ended. */
  void end(Consumer<String> line) {
    if (length > 0) {
      emit(line);
    }
  }

  int memory() {
    return bytes.length;
  }

  private void append(byte b) {
    if (length == LONGEST) {
      throw new BenchmarkException(
          "an event is longer than %d MiB, or has no end".formatted(LONGEST >> 20));
    }
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = b;
  }

  private void emit(Consumer<String> line) {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    length = 0;
    line.accept(text);
  }
}
