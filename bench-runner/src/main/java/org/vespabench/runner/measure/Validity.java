package org.vespabench.runner.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a measurement can be trusted, and why not. Part of every result.
 *
 * @param verdict the worst of the reasons
 * @param reasons one sentence each, with its figure; empty if valid
 */
public record Validity(Verdict verdict, List<String> reasons) {
  /** Nothing speaks against it. */
  public static final Validity VALID = new Validity(Verdict.VALID, List.of());

  /** Copy the reasons. */
  public Validity {
    reasons = List.copyOf(reasons);
  }

  /** Add a reason to doubt. */
  public Validity suspect(String reason) {
    return plus(Verdict.SUSPECT, reason);
  }

  /** Add a reason to reject. */
  public Validity invalid(String reason) {
    return plus(Verdict.INVALID, reason);
  }

  private Validity plus(Verdict other, String reason) {
    List<String> more = new ArrayList<>(reasons);
    more.add(reason);
    return new Validity(other.compareTo(verdict) > 0 ? other : verdict, more);
  }
}
