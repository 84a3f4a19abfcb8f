package org.vespabench.runner.http;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;

/**
 * Collects a body that is not a stream of events, up to what there is room for. Thread-safe: every
 * method holds the object's own lock, as who cuts a request releases what may still be read.
 */
final class ReplyBody {
  private final BodyRoom room;
  private final int limit;
  private byte[] bytes = new byte[1024];
  private int length;
  private boolean released;

  ReplyBody(BodyRoom room) {
    this.room = room;
    this.limit = room.limit();
  }

  synchronized void add(ByteBuffer source) {
    if (released) {
      return;
    }
    int more = source.remaining();
    if (more > limit - length) {
      throw new BenchmarkException("the body is larger than " + limit + " bytes (--max-body)");
    }
    room.take(more);
    length += more; // first: it is taken, whatever happens next
    int before = length - more;
    if (length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length));
    }
    source.get(bytes, before, more);
  }

  /** It is not needed any more, read or not. */
  synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    room.giveBack(length);
  }

  synchronized String text(@Nullable String contentType) {
    return new String(bytes, 0, length, charset(contentType));
  }

  private static Charset charset(@Nullable String contentType) {
    // Lenient: a header that nobody can read changes nothing.
    ContentType type = contentType == null ? null : ContentType.parseLenient(contentType);
    Charset charset = type == null ? null : type.getCharset();
    return charset == null ? StandardCharsets.UTF_8 : charset;
  }
}
