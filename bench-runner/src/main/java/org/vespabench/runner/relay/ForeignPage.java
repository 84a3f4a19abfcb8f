package org.vespabench.runner.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.server.ServerRequest;

/**
 * Knows requests that a page of some website sends: a browser lets each of them send to this
 * machine, and what it asks for would be paid by whoever runs this.
 */
final class ForeignPage {
  private static final String NAME = "(?i)(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])";

  private static final Pattern HERE = Pattern.compile(NAME);
  private static final Pattern HERE_WITH_PORT = Pattern.compile(NAME + "(?::[0-9]*)?");
  private static final Pattern ELSEWHERE = Pattern.compile("(?i)(?:cross|same)-site");

  private ForeignPage() {}

  /** Tell why a request is not served, if so. Programs are no websites. */
  static Optional<String> refusal(ServerRequest head) {
    return ofHost(head).or(() -> ofOrigin(head)).or(() -> ofSite(head));
  }

  /**
   * A website's name may be made to stand for this machine (DNS rebinding). What its pages then ask
   * for here is at home to a browser, and has neither of the other two headers.
   */
  private static Optional<String> ofHost(ServerRequest head) {
    return head.header("Host")
        .filter(host -> !HERE_WITH_PORT.matcher(host.strip()).matches())
        .map(
            host ->
                "it is for '%s' (Host), and only requests for this machine are served. Write http://127.0.0.1 or http://localhost, and the port."
                    .formatted(BenchmarkException.excerpt(host)));
  }

  private static Optional<String> ofOrigin(ServerRequest head) {
    return head.header("Origin")
        .filter(ForeignPage::isForeign)
        .map(
            origin ->
                "a page of '%s' asks for this (Origin), and only those of this machine may."
                    .formatted(BenchmarkException.excerpt(origin)));
  }

  /** Images, links and forms that only fetch say no Origin; where there is one, it decides. */
  private static Optional<String> ofSite(ServerRequest head) {
    return head.header("Sec-Fetch-Site")
        .filter(site -> head.header("Origin").isEmpty())
        .filter(site -> ELSEWHERE.matcher(site.strip()).matches())
        .map(
            site ->
                "a page of elsewhere asks for this: '%s' (Sec-Fetch-Site)."
                    .formatted(BenchmarkException.excerpt(site)));
  }

  private static boolean isForeign(String origin) {
    try {
      URI url = new URI(origin.strip());
      boolean web = url.getScheme() == null || url.getScheme().matches("(?i)https?");
      return web && !HERE.matcher(String.valueOf(url.getHost())).matches();
    } catch (URISyntaxException e) {
      return true;
    }
  }
}
