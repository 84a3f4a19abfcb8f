package org.vespabench.runner.route;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.vespabench.runner.http.HttpOptions;

/**
 * How requests are routed.
 *
 * @param endpoint the endpoint's name
 * @param endpointKey what the autoscaler knows its clients by; never shown
 * @param onNoWorker what to do where no worker is ready
 * @param patience how long a request may look for a worker
 * @param firstPause the most that passes before an autoscaler that named nobody is asked again;
 *     later pauses are longer, up to five times as long. Above zero
 * @param workers how to reach workers; the URL in it is not used. Without certificates of its own,
 *     the autoscaler's are fetched when the first https worker is named
 * @param console where the autoscaler's certificates are
 * @param environment variables, for proxies
 * @param seed what pauses are drawn from
 */
public record Routing(
    String endpoint,
    String endpointKey,
    OnNoWorker onNoWorker,
    Duration patience,
    Duration firstPause,
    HttpOptions workers,
    URI console,
    Map<String, String> environment,
    long seed) {
  /** Many clients may wait for one autoscaler. */
  public static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** What to do where no worker is ready. */
  public enum OnNoWorker {
    /** Ask again, as the same request, until one is. */
    WAIT,
    /** Fail. */
    FAIL
  }

  /** Check it, and copy what could change. */
  public Routing {
    requireNonNull(endpoint, "endpoint");
    requireNonNull(endpointKey, "endpointKey");
    if (firstPause.isNegative() || firstPause.isZero()) {
      throw new IllegalArgumentException("firstPause must be above zero, was " + firstPause);
    }
    environment = Map.copyOf(environment);
  }

  /** Leave the key out. */
  @Override
  public String toString() {
    return "Routing[" + endpoint + "]";
  }
}
