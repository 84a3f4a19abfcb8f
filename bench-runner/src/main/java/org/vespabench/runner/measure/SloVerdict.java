package org.vespabench.runner.measure;

import java.util.Locale;

/** Whether a limit was kept; from best to worst. */
public enum SloVerdict {
  /** It was kept. */
  MET,
  /** Nobody can tell: look at the reason. */
  UNDETERMINED,
  /** It was not kept. */
  MISSED;

  /** Pick the worse of two. */
  public SloVerdict and(SloVerdict other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** Write it as results do. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
