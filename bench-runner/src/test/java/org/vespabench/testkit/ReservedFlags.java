package org.vespabench.testkit;

import java.util.Set;

/**
 * Shows what the kit keeps to itself to the tests of the command line, which it must agree with.
 */
public final class ReservedFlags {
  private ReservedFlags() {}

  /** The names that no setting of a plugin may have. */
  public static Set<String> names() {
    return ListingContract.reserved();
  }
}
