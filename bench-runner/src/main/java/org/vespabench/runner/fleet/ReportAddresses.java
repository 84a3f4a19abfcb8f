package org.vespabench.runner.fleet;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;

/**
 * Where reports go: to the first that takes them.
 *
 * @param urls at least one, without a slash at the end
 */
public record ReportAddresses(List<URI> urls) {
  /** Copy what could change. */
  public ReportAddresses {
    urls = List.copyOf(urls);
  }

  /**
   * Read a list that is separated by commas. An address that comes twice counts once.
   *
   * @throws IllegalArgumentException if there is none, or one is no http or https URL; the message
   *     is for the operator
   */
  public static ReportAddresses parse(String text) {
    List<URI> urls =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .map(ReportAddresses::url)
            .distinct()
            .toList();
    if (urls.isEmpty()) {
      throw new IllegalArgumentException(
          "REPORT_ADDR='%s' names no address. Write one or several, separated by commas, for example https://run.vast.ai."
              .formatted(text));
    }
    return new ReportAddresses(urls);
  }

  private static URI url(String text) {
    // First, and without the value: what follows shows it.
    if (text.indexOf('@') >= 0 || text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      throw new IllegalArgumentException(
          "REPORT_ADDR holds an address with a user, a query or a fragment (not shown). Write scheme, host and path alone, for example https://run.vast.ai.");
    }
    try {
      URI url = new URI(text.replaceFirst("/+$", ""));
      if (String.valueOf(url.getScheme()).matches("(?i)https?") && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Told below: its own words do not say where the value is from.
    }
    throw new IllegalArgumentException(
        "REPORT_ADDR: '%s' is not an http or https URL with a host. Write one or several, separated by commas, for example https://run.vast.ai."
            .formatted(text));
  }
}
