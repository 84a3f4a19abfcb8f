package org.vespabench.runner.request;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Reads UTF-8, with or without a byte order mark. The library's reader cannot tell in which line it
 * found something else.
 */
final class Utf8Reader extends Reader {
  private static final int SIZE = 1 << 14;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).flip();

  /** A byte makes one char at most, so there is room for all of them. */
  private final CharBuffer chars = CharBuffer.allocate(SIZE).flip();

  private long line = 1;
  private boolean begun;
  private boolean ended;

  Utf8Reader(InputStream in) {
    this.in = in;
  }

  /**
   * Read some.
   *
   * @throws IllegalArgumentException if it is not UTF-8; the message says in which line
   */
  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (ended) {
        return -1;
      }
      decodeMore();
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  private void decodeMore() throws IOException {
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = count < 0;
    bytes.position(bytes.position() + Math.max(0, count)).flip();
    chars.clear();
    boolean isBroken = decoder.decode(bytes, chars, ended).isError();
    chars.flip();
    line += chars.chars().filter(c -> c == '\n').count();
    if (isBroken) {
      throw new IllegalArgumentException("line " + line + " is not UTF-8. Save the file as UTF-8.");
    }
    if (!begun && chars.hasRemaining()) {
      begun = true;
      if (chars.get(chars.position()) == BYTE_ORDER_MARK) {
        chars.get();
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
