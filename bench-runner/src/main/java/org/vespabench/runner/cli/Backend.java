package org.vespabench.runner.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.runner.http.Roots;

/** Reads from the settings how to reach the backend. */
final class Backend {
  private Backend() {}

  /** Read it; a missing or bad URL is the operator's mistake. */
  static HttpOptions of(SettingValues settings) {
    String url = settings.get(RunnerSettings.URL);
    if (url.isEmpty()) {
      throw new UsageException(
          "no backend is named: give --url URL, or set BACKEND_URL, for example"
              + " http://127.0.0.1:8000. bench demo needs none.");
    }
    return reached(to(url.strip(), settings), settings);
  }

  /** Reach a server as the settings say; its URL is known already. */
  static HttpOptions reached(URI url, SettingValues settings) {
    return reached(HttpOptions.to(url), settings);
  }

  private static HttpOptions reached(HttpOptions options, SettingValues settings) {
    String certificates = settings.get(RunnerSettings.CA_CERT);
    Optional<Roots> roots =
        certificates.isEmpty() ? Optional.empty() : Optional.of(Roots.read(Path.of(certificates)));
    return options
        .withHeaders(headers(settings))
        .withTrust(roots, settings.get(RunnerSettings.INSECURE))
        .withMaxBody(settings.orDefault(RunnerSettings.MAX_BODY) << 20);
  }

  private static HttpOptions to(String url, SettingValues settings) {
    String from = " (from %s)".formatted(settings.sourceOf(RunnerSettings.URL).label());
    try {
      return HttpOptions.to(new URI(url));
    } catch (URISyntaxException e) {
      // Without the value, which nobody can tell a password in.
      throw new UsageException("the backend's URL is none: " + e.getReason() + from, e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + from, e);
    }
  }

  static Map<String, String> headers(SettingValues settings) {
    Map<String, String> headers = new LinkedHashMap<>();
    String key = settings.orDefault(RunnerSettings.API_KEY);
    if (!key.isEmpty()) {
      headers.put("Authorization", "Bearer " + key);
    }
    settings
        .orDefault(RunnerSettings.HEADER)
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> addHeader(headers, line));
    return headers;
  }

  /** What is wrong is told without the value, which may be a key. */
  private static void addHeader(Map<String, String> headers, String line) {
    int colon = line.indexOf(':');
    String name = colon < 1 ? "" : line.substring(0, colon).strip();
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new UsageException(
          "a --header has no name before a colon: write it as 'Name: value' (not shown, as it may"
              + " be secret)");
    }
    headers.put(name, line.substring(colon + 1).strip());
  }
}
