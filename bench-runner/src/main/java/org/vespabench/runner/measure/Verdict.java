package org.vespabench.runner.measure;

import java.util.Locale;

/** Whether a measurement can be trusted. */
public enum Verdict {
  /** Nothing speaks against it. */
  VALID,
  /** It may be wrong: look at the reasons. */
  SUSPECT,
  /** It is not what it claims to be: do not use it. */
  INVALID;

  /** Write it as results do. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
