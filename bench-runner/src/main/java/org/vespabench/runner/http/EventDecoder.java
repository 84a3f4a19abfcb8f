package org.vespabench.runner.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Cuts a body into events. Used by one thread at a time. */
interface EventDecoder {
  /** Take what was read, and hand over each event that is complete. */
  void feed(ByteBuffer bytes, Consumer<String> event);

  /** The body ended cleanly: hand over what is left, even without its last line break. */
  void end(Consumer<String> event);

  /** Tell how many bytes its buffers take: they grow with the longest event. */
  int memory();
}
