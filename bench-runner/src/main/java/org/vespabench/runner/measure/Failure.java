package org.vespabench.runner.measure;

/**
 * Why one exchange failed.
 *
 * @param kind the kind by which it is counted
 * @param detail what kinds are told apart by: {@code refused}, {@code 503}; empty if nothing
 * @param message one line for the operator
 */
public record Failure(FailureKind kind, String detail, String message) {
  /** State a failure that has no further detail. */
  public static Failure of(FailureKind kind, String message) {
    return new Failure(kind, "", message);
  }

  /** Write kind and detail, as in {@code status:503}: errors are counted by it. */
  public String label() {
    return detail.isEmpty() ? kind.toString() : kind + ":" + detail;
  }
}
