package org.vespabench.runner.worker;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import org.vespabench.runner.fleet.FinishedForm;
import org.vespabench.runner.fleet.ReportAddresses;
import org.vespabench.runner.fleet.ReportTimes;
import org.vespabench.runner.fleet.WorkerIdentity;

/**
 * To whom a worker reports, and as whom.
 *
 * @param addresses the autoscaler's
 * @param id the worker's number
 * @param masterToken what the autoscaler knows its workers by; never shown
 * @param host where clients reach the worker; empty for where it listens
 * @param port by which clients reach it; 0 for the one that it listens on
 * @param form how finished requests are reported
 * @param statusTimes when its status is told, and how long that is tried
 * @param finishedTimes when finished requests are told, likewise
 * @param keyAttempts how often the autoscaler's key is asked for before that is an error
 * @param keyLimit for one such attempt
 */
public record Reporting(
    ReportAddresses addresses,
    long id,
    String masterToken,
    String host,
    int port,
    FinishedForm form,
    ReportTimes statusTimes,
    ReportTimes finishedTimes,
    int keyAttempts,
    Duration keyLimit) {
  /** Check that nothing is missing. */
  public Reporting {
    requireNonNull(addresses, "addresses");
    requireNonNull(masterToken, "masterToken");
    requireNonNull(host, "host");
    requireNonNull(form, "form");
    requireNonNull(statusTimes, "statusTimes");
    requireNonNull(finishedTimes, "finishedTimes");
    if (keyAttempts < 1) {
      throw new IllegalArgumentException("keyAttempts must be 1 or more, was " + keyAttempts);
    }
  }

  /** The version of the protocol tells the autoscaler which form to expect. */
  WorkerIdentity identity(URI listening) {
    String version =
        switch (form) {
          case LISTS -> "0.3.0";
          case DETAILED -> "1.1.0";
        };
    String name = host.isEmpty() ? listening.getHost() : host;
    String url =
        "%s://%s:%d"
            .formatted(
                listening.getScheme(),
                name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name,
                port == 0 ? listening.getPort() : port);
    return new WorkerIdentity(id, masterToken, version, url);
  }

  /** Leave the token out. */
  @Override
  public String toString() {
    return "Reporting[" + addresses + ", " + id + ", " + form + "]";
  }
}
