package org.vespabench.runner.http;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.BenchmarkException;

/** Collects a body that is not a stream of events, up to a limit. */
final class ReplyBody {
  private final int limit;
  private byte[] bytes = new byte[1024];
  private int length;

  ReplyBody(int limit) {
    this.limit = limit;
  }

  void add(ByteBuffer source) {
    int more = source.remaining();
    if (more > limit - length) {
      throw new BenchmarkException("the body is larger than " + limit + " bytes");
    }
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
    source.get(bytes, length, more);
    length += more;
  }

  String text(@Nullable String contentType) {
    return new String(bytes, 0, length, charset(contentType));
  }

  private static Charset charset(@Nullable String contentType) {
    // Lenient: a header that nobody can read changes nothing.
    ContentType type = contentType == null ? null : ContentType.parseLenient(contentType);
    Charset charset = type == null ? null : type.getCharset();
    return charset == null ? StandardCharsets.UTF_8 : charset;
  }
}
