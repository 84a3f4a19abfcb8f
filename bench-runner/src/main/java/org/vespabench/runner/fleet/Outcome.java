package org.vespabench.runner.fleet;

/** What became of a request, in the autoscaler's words. */
enum Outcome {
  SUCCESS("Success"),
  ERROR("Error"),
  /** The client went away: nobody's failure. */
  CANCELLED("Cancelled"),
  /** Never admitted. */
  REJECTED("Rejected");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  boolean isSuccess() {
    return this == SUCCESS || this == CANCELLED;
  }
}
