package org.vespabench.runner.http;

import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.spi.CharsetProvider;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Has a charset for whose text there is never memory enough. */
public final class ExhaustingCharsets extends CharsetProvider {
  static final String NAME = "x-exhausting";

  private static final class Exhausting extends Charset {
    Exhausting() {
      super(NAME, null);
    }

    @Override
    public boolean contains(Charset other) {
      return false;
    }

    @Override
    public CharsetDecoder newDecoder() {
      throw new OutOfMemoryError("Java heap space");
    }

    @Override
    public CharsetEncoder newEncoder() {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public Iterator<Charset> charsets() {
    return Collections.emptyIterator();
  }

  @Override
  public @Nullable Charset charsetForName(String name) {
    return name.equals(NAME) ? new Exhausting() : null;
  }
}
