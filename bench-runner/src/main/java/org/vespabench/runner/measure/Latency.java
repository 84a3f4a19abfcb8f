package org.vespabench.runner.measure;

/** The latencies that are shown; {@code docs/metrics.md} defines them. */
public enum Latency {
  /** From the intended send time to the end. */
  E2E("e2e", "E2E"),
  /** From the first byte sent to the end. */
  E2E_FROM_SENT("e2eFromSent", "E2E from sent"),
  /** From the intended send time to the first output. */
  TTFT("ttft", "TTFT"),
  /** From the first byte sent to the first output. */
  TTFT_FROM_SENT("ttftFromSent", "TTFT from sent"),
  /** From the intended send time to the first output that is no reasoning. */
  TTFA("ttfa", "time to first answer"),
  /** Between consecutive output events of different socket reads. */
  INTER_EVENT("interEvent", "inter-event"),
  /** The same, where each event is known to be one token. */
  ITL("itl", "ITL"),
  /** From the first to the last output, divided by the tokens but one. */
  TPOT("tpot", "TPOT"),
  /** From the first byte sent to an autoscaler's first answer. */
  ROUTING("routing", "routing"),
  /** From an autoscaler's first answer to the one that names a worker; zero if it is the first. */
  WAITING("waitingForWorker", "waiting for worker"),
  /** From the first byte sent to a worker to the end. */
  WORKER("worker", "worker"),
  /** From the first byte sent to a worker to the first output. */
  WORKER_TTFT("workerTtft", "TTFT of the worker");

  private final String key;
  private final String label;

  Latency(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** Tell whether there is such a thing only where an autoscaler routes. */
  public boolean isOfRoutes() {
    return this == ROUTING || this == WAITING || this == WORKER || this == WORKER_TTFT;
  }

  /** Tell its name in files. */
  public String key() {
    return key;
  }

  /** Tell its name on a screen. */
  public String label() {
    return label;
  }
}
