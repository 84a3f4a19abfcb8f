package org.vespabench.runner.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Decodes JSON lines: each line that is not blank is an event. */
final class NdjsonDecoder implements EventDecoder {
  private final LineBuffer lines = new LineBuffer();

  @Override
  public void feed(ByteBuffer bytes, Consumer<String> event) {
    lines.feed(bytes, line -> line(line, event));
  }

  @Override
  public void end(Consumer<String> event) {
    lines.end(line -> line(line, event));
  }

  @Override
  public int memory() {
    return lines.memory();
  }

  private static void line(String line, Consumer<String> event) {
    if (!line.isBlank()) {
      event.accept(line);
    }
  }
}
