package org.vespabench.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Has something of everything that a signature can have. */
@SuppressWarnings("unused") // what is not public is there not to be seen
public abstract class Shown<T extends Number & Comparable<T>> extends AbstractList<T>
    implements Cloneable {
  protected static final int LIMIT = 1;
  int ours;

  @SuppressWarnings("unchecked") // the array is not touched
  public final <E extends Exception> T pick(Map<String, T[]> map, T... more) throws E, IOException {
    throw new IOException();
  }

  @Deprecated
  public abstract void old() throws Exception;

  void mine() {}

  public record Pair<T>(int one, List<? super T> many) {}

  public enum Colour {
    RED
  }

  /** Its types are arguments of arguments. */
  public interface Deep {
    Function<? extends Map<Path, Integer[]>, ? super Thread> deep();
  }

  static final class Hidden {}
}
