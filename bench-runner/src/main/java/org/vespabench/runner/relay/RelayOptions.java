package org.vespabench.runner.relay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Consumer;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.route.Routing;

/**
 * How a relay behaves.
 *
 * @param port on 127.0.0.1; 0 for any that is free
 * @param routing how requests are routed
 * @param autoscaler how to reach the autoscaler, with the endpoint's key
 * @param pricing what a request costs whose client does not say
 * @param maxBodyBytes the most that a request's body may have
 * @param timeout how long a worker may take for one request; zero for no limit
 * @param observer is told of each request that has ended; on any thread, so it must return at once
 */
public record RelayOptions(
    int port,
    Routing routing,
    HttpOptions autoscaler,
    Pricing pricing,
    int maxBodyBytes,
    Duration timeout,
    Consumer<Relayed> observer) {
  /** Check the numbers. */
  public RelayOptions {
    requireNonNull(routing, "routing");
    requireNonNull(autoscaler, "autoscaler");
    requireNonNull(pricing, "pricing");
    requireNonNull(observer, "observer");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, was " + port);
    }
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException("maxBodyBytes must be above zero, was " + maxBodyBytes);
    }
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, was " + timeout);
    }
  }

  /** Leave out what has keys. */
  @Override
  public String toString() {
    return "RelayOptions[port=%d, %s]".formatted(port, routing);
  }
}
