package org.vespabench.runner.measure;

import java.util.Locale;

/** Why an exchange failed; the words of the result's error counts. */
public enum FailureKind {
  /** No connection: the name is unknown, the port is closed, or TLS did not come about. */
  CONNECT,
  /** The time limit was met. */
  TIMEOUT,
  /** The connection was lost before the reply was complete. */
  LOST,
  /** The status was not 2xx. */
  STATUS,
  /** The reply was not HTTP, or not what HTTP allows. */
  PROTOCOL,
  /** A 200 that says failure, or is not what the backend's protocol promises. */
  BODY,
  /** A stream that HTTP ended cleanly before its own protocol's end. */
  TRUNCATED,
  /** The autoscaler that was asked named no worker. */
  ROUTE,
  /** It was cut because the run was interrupted: not the backend's fault. */
  CUT,
  /** It was to be sent, but the test ended before it could go. */
  UNSENT;

  /** Write it as results do. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
