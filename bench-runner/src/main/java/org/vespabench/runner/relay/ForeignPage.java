package org.vespabench.runner.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.server.ServerRequest;

/**
 * Knows requests that a page of some website sends: a browser lets each of them send to this
 * machine, and what it asks for would be paid by whoever runs this.
 */
final class ForeignPage {
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

  private ForeignPage() {}

  /** Tell why a request is not served, if so. Programs and extensions are no websites. */
  static Optional<String> refusal(ServerRequest head) {
    return head.header("Origin")
        .filter(ForeignPage::isForeign)
        .map(
            origin ->
                "a page of '%s' asks for this (Origin), and only those of this machine may."
                    .formatted(BenchmarkException.excerpt(origin)));
  }

  private static boolean isForeign(String origin) {
    try {
      URI url = new URI(origin.strip());
      boolean web = url.getScheme() == null || url.getScheme().matches("(?i)https?");
      return web && !HERE.contains(String.valueOf(url.getHost()));
    } catch (URISyntaxException e) {
      return true;
    }
  }
}
