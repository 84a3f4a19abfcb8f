package org.vespabench.runner.route;

import java.net.URI;
import java.net.URISyntaxException;
import org.vespabench.api.BenchmarkException;

/**
 * A worker that the autoscaler named for one request.
 *
 * @param name its URL as the autoscaler wrote it
 * @param url the same; http or https, with a host
 * @param ticket what it is to be shown
 */
public record NamedWorker(String name, URI url, Ticket ticket) {
  /**
   * Take it from an answer that names one.
   *
   * @throws BenchmarkException if its URL is none, or a number is none
   */
  static NamedWorker of(RouteAnswer answer) {
    return new NamedWorker(answer.worker(), url(answer.worker()), Ticket.of(answer.authData()));
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme());
      if (url.getHost() != null && scheme.matches("(?i)https?")) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new BenchmarkException(
        "the autoscaler names a worker that is no http or https URL: "
            + BenchmarkException.excerpt(text));
  }
}
