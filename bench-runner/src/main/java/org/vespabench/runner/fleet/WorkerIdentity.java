package org.vespabench.runner.fleet;

import static java.util.Objects.requireNonNull;

/**
 * Who reports.
 *
 * @param id the container's number (CONTAINER_ID)
 * @param masterToken what the autoscaler knows its workers by (MASTER_TOKEN); never shown
 * @param version of the protocol, such as {@code 1.1.0}
 * @param url where the worker is reached from outside, http or https
 */
public record WorkerIdentity(long id, String masterToken, String version, String url) {
  /** Nothing may be missing; the token may be empty. */
  public WorkerIdentity {
    requireNonNull(masterToken, "masterToken");
    requireNonNull(version, "version");
    requireNonNull(url, "url");
  }

  /** Leave the token out. */
  @Override
  public String toString() {
    return "WorkerIdentity[" + id + ", " + version + ", " + url + "]";
  }
}
