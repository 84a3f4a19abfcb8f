package org.vespabench.runner.worker;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vespabench.runner.proxy.ProxyOptions;

/**
 * What a worker is to do.
 *
 * @param address where it listens; port 0 for any that is free
 * @param tls how it proves who it is; absent for http
 * @param backend where requests go
 * @param headers sent with each, in the place of what the client sent by these names
 * @param health how it is found out whether the backend is well
 * @param rules which requests are taken
 * @param reporting to whom it reports; absent for nobody
 * @param fallback what to report where the capacity cannot be measured; absent for an error
 * @param metrics where its metrics are; absent for nowhere
 * @param books where each request is written down as it ends; absent for nowhere
 * @param environment variables, for proxies on the way to the autoscaler
 */
public record WorkerOptions(
    InetSocketAddress address,
    Optional<Tls> tls,
    ProxyOptions backend,
    Map<String, String> headers,
    HealthCheck health,
    Rules rules,
    Optional<Reporting> reporting,
    OptionalDouble fallback,
    Optional<InetSocketAddress> metrics,
    Optional<Path> books,
    Map<String, String> environment) {
  /**
   * A certificate and its key, in PEM files.
   *
   * @param certificates the server's own first, then those that vouch for it
   * @param key not encrypted
   */
  public record Tls(Path certificates, Path key) {}

  /** Check that a worker that needs the autoscaler's key knows where to fetch it. */
  public WorkerOptions {
    headers = Map.copyOf(headers);
    environment = Map.copyOf(environment);
    if (rules.secured() && reporting.isEmpty()) {
      throw new IllegalArgumentException(
          "a secured worker fetches the autoscaler's key from where it reports, so it must report");
    }
  }
}
