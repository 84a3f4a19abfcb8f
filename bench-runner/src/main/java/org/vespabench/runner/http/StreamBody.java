package org.vespabench.runner.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A body that is a stream of events: nothing is kept of it but the event that is not complete, for
 * which there must be room. Fed by one thread at a time; {@link #release} may come from any.
 */
final class StreamBody {
  private final BodyRoom room;
  private final EventDecoder decoder;
  // Guarded by the object's own lock.
  private int taken;
  private boolean released;

  StreamBody(BodyRoom room, EventDecoder decoder) {
    this.room = room;
    this.decoder = decoder;
  }

  void feed(ByteBuffer bytes, Consumer<String> event) {
    decoder.feed(bytes, event);
    takeRoom(decoder.memory());
  }

  void end(Consumer<String> event) {
    decoder.end(event);
  }

  /** Buffers never shrink: what one long event took is taken until the stream is over. */
  private synchronized void takeRoom(int memory) {
    if (!released && memory > taken) {
      room.take(memory - taken);
      taken = memory;
    }
  }

  /** It is over, read or not. */
  synchronized void release() {
    released = true;
    room.giveBack(taken);
    taken = 0;
  }
}
