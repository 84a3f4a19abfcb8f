package org.vespabench.runner.measure;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * When the output of one streamed reply arrived. Events that one socket read delivered together
 * carry the same time, which is how they are told apart: nobody can know the gap between them.
 *
 * <p>Filled by one thread at a time; read after that.
 */
public final class OutputTimes {
  private long[] nanos = new long[16];
  private int count;
  private long firstAnswer;
  private boolean answered;
  private boolean reasoned;

  /** Add one event of the answer. */
  public void addAnswer(long atNanos) {
    if (!answered) {
      answered = true;
      firstAnswer = atNanos;
    }
    add(atNanos);
  }

  /** Add one event of reasoning. */
  public void addReasoning(long atNanos) {
    reasoned = true;
    add(atNanos);
  }

  private void add(long atNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = atNanos;
  }

  /** Count the events with output. */
  public int count() {
    return count;
  }

  /** Tell when the first output arrived; only if there is one. */
  public long first() {
    return at(0);
  }

  /** Tell when the last output arrived; only if there is one. */
  public long last() {
    return at(count - 1);
  }

  /** Tell whether there was an answer, and not reasoning alone. */
  public boolean answered() {
    return answered;
  }

  /** Tell when the first answer arrived; only if {@link #answered}. */
  public long firstAnswer() {
    return firstAnswer;
  }

  /** Tell whether reasoning could be seen. */
  public boolean reasoned() {
    return reasoned;
  }

  /** Tell when event {@code index} arrived. */
  public long at(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("event " + index + " of " + count);
    }
    return nanos[index];
  }

  /** Hand over each gap between consecutive events, those within one socket read left out. */
  public void gaps(LongConsumer each) {
    for (int i = 1; i < count; i++) {
      if (nanos[i] != nanos[i - 1]) {
        each.accept(nanos[i] - nanos[i - 1]);
      }
    }
  }

  /** Count the gaps that {@link #gaps} leaves out. */
  public int gapsInOneRead() {
    int same = 0;
    for (int i = 1; i < count; i++) {
      same += nanos[i] == nanos[i - 1] ? 1 : 0;
    }
    return same;
  }
}
