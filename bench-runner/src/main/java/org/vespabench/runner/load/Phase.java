package org.vespabench.runner.load;

/** What a request is for. */
public enum Phase {
  /** It warms the backend up, and is in no figure. */
  WARMUP,
  /** It is measured. */
  MEASURED
}
