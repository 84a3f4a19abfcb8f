package org.vespabench.runner.relay;

import java.util.OptionalDouble;

/** Prices requests that it did not write. Thread-safe. */
@FunctionalInterface
public interface Pricing {
  /**
   * Tell a request's work in units.
   *
   * @param path with its query
   * @param body may be empty
   * @return empty if it cannot tell
   */
  OptionalDouble price(String path, String body);
}
