package org.vespabench.runner.metrics;

import java.util.Locale;

/** How a request to a worker ended; lower case is its label. */
public enum RequestOutcome {
  /** The backend's whole reply was handed to the client, whatever its status. */
  SUCCESS,

  /** The backend could not be reached, broke off, or took too long. */
  ERROR,

  /** The client went before its reply was complete. */
  CANCELLED,

  /** The worker has too much to do, or no memory for more. */
  REJECTED,

  /** The signature is missing or wrong. */
  UNAUTHORIZED,

  /** The request cannot be read. */
  INVALID,

  /** The route is one that clients may not use. */
  BLOCKED,

  /** The backend is not ready yet. */
  LOADING,

  /** The body is larger than what is taken. */
  TOO_LARGE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
