package org.vespabench.runner.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.vespabench.api.BenchmarkException;

/**
 * Decodes {@code text/event-stream}: the data of each event, lines joined by LF. Comments, names
 * and ids are passed over. At a clean end the last event counts even without a blank line, since
 * some servers end with {@code data: [DONE]} and nothing more.
 */
final class SseDecoder implements EventDecoder {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final LineBuffer lines = new LineBuffer();
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private boolean started;

  @Override
  public void feed(ByteBuffer bytes, Consumer<String> event) {
    lines.feed(bytes, line -> line(line, event));
  }

  @Override
  public void end(Consumer<String> event) {
    lines.end(line -> line(line, event));
    dispatch(event);
  }

  @Override
  public int memory() {
    return lines.memory() + data.capacity();
  }

  private void line(String raw, Consumer<String> event) {
    String line = raw;
    if (!started) {
      started = true;
      line = !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK ? line.substring(1) : line;
    }
    if (line.isEmpty()) {
      dispatch(event);
    } else if (line.startsWith("data:")) {
      addData(line, line.startsWith("data: ") ? 6 : 5);
    } else if (line.equals("data")) {
      addData(line, 4);
    }
  }

  private void addData(String line, int from) {
    if (hasData) {
      data.append('\n');
    }
    hasData = true;
    if (data.length() + line.length() - from > LineBuffer.LONGEST) {
      throw new BenchmarkException(
          "an event is longer than %d MiB, or has no end".formatted(LineBuffer.LONGEST >> 20));
    }
    data.append(line, from, line.length());
  }

  private void dispatch(Consumer<String> event) {
    if (hasData) {
      String text = data.toString();
      data.setLength(0);
      hasData = false;
      event.accept(text);
    }
  }
}
