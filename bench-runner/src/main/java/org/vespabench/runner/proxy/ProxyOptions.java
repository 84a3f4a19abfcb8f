package org.vespabench.runner.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where requests go, and how long that may take.
 *
 * @param backend http or https; what its path is comes before each request's, and its query is
 *     added to each
 * @param connectTimeout for a connection with its handshake; zero for none
 * @param firstByteTimeout from the whole request sent to the head of the reply; zero for none
 * @param totalTimeout for everything together; zero for none
 * @param tls which certificates an https backend may have; Java's own if absent
 */
public record ProxyOptions(
    URI backend,
    Duration connectTimeout,
    Duration firstByteTimeout,
    Duration totalTimeout,
    Optional<SSLContext> tls) {
  /** Check the URL and the times. */
  public ProxyOptions {
    String scheme = backend.getScheme();
    boolean known = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!known || backend.getHost() == null) {
      throw new IllegalArgumentException(
          "the backend's URL must be http://host:port or https://host:port, was " + backend);
    }
    for (Duration limit : new Duration[] {connectTimeout, firstByteTimeout, totalTimeout}) {
      if (limit.isNegative()) {
        throw new IllegalArgumentException("time limits must not be negative, was " + limit);
      }
    }
  }

  /** Forward to a backend, with 10 seconds to connect and no other limit. */
  public static ProxyOptions to(URI backend) {
    return new ProxyOptions(
        backend, Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Optional.empty());
  }

  /** Limit the time; zero is no limit. */
  public ProxyOptions withTimeouts(Duration connect, Duration firstByte, Duration total) {
    return new ProxyOptions(backend, connect, firstByte, total, tls);
  }

  /** Trust other certificates of the backend than Java does. */
  public ProxyOptions withTls(SSLContext context) {
    return new ProxyOptions(
        backend, connectTimeout, firstByteTimeout, totalTimeout, Optional.of(context));
  }

  boolean isTls() {
    return "https".equalsIgnoreCase(backend.getScheme());
  }

  /** For texts that clients see: without its user, path and query, where secrets may be. */
  String origin() {
    return "%s://%s:%d".formatted(isTls() ? "https" : "http", backend.getHost(), port());
  }

  int port() {
    int standard = isTls() ? 443 : 80;
    return backend.getPort() < 0 ? standard : backend.getPort();
  }
}
