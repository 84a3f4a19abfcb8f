package org.vespabench.runner.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.HttpHost;

/**
 * The proxy that the environment asks for: {@code http_proxy} and {@code no_proxy}, in either case.
 * Never null; without a proxy it is {@link #NONE}.
 */
public final class Proxy {
  /** Connect straight to the backend. */
  public static final Proxy NONE = new Proxy(Optional.empty());

  private final Optional<URI> url;

  private Proxy(Optional<URI> url) {
    this.url = url;
  }

  /**
   * Read the environment.
   *
   * @param environment its variables
   * @param backend the backend's URL
   * @throws IllegalArgumentException if the proxy is no http URL, or an https backend would need
   *     one, which cannot be done yet; the message is for the operator
   */
  public static Proxy of(Map<String, String> environment, URI backend) {
    String host = backend.getHost() == null ? "" : backend.getHost().toLowerCase(Locale.ROOT);
    String name = "https".equalsIgnoreCase(backend.getScheme()) ? "https_proxy" : "http_proxy";
    String proxy = variable(environment, name);
    if (proxy.isEmpty() || isLocal(host) || excluded(variable(environment, "no_proxy"), host)) {
      return NONE;
    }
    if (name.equals("https_proxy")) {
      throw new IllegalArgumentException(
          "%s=%s asks for a proxy to %s, and https through a proxy is not supported. Add the host to"
                  .formatted(name, withoutPassword(proxy), host)
              + " no_proxy (both from the environment).");
    }
    return new Proxy(Optional.of(url(name, proxy)));
  }

  private static URI url(String name, String proxy) {
    try {
      URI url = new URI(proxy.contains("://") ? proxy : "http://" + proxy);
      if ("http".equalsIgnoreCase(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Told below: its own words would repeat a password.
    }
    throw new IllegalArgumentException(
        "%s=%s is no proxy that can be used. Write it as http://host:port (from the environment)."
            .formatted(name, withoutPassword(proxy)));
  }

  private static String variable(Map<String, String> environment, String name) {
    String lower = environment.getOrDefault(name, "");
    return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
  }

  private static boolean isLocal(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private static boolean excluded(String list, String host) {
    return Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> entry.startsWith("*.") ? entry.substring(1) : entry)
        .anyMatch(
            entry ->
                entry.equals("*")
                    || host.equals(entry)
                    || host.endsWith(entry.startsWith(".") ? entry : "." + entry));
  }

  private static String withoutPassword(String proxy) {
    return proxy.replaceFirst("^(\\w+://)?.*@", "$1…@");
  }

  /** Tell which proxy, without its password; empty if none. */
  public String description() {
    return url.map(proxy -> withoutPassword(proxy.toString())).orElse("");
  }

  HttpHost connectTo(HttpHost backend) {
    return url.map(proxy -> new HttpHost("http", proxy.getHost(), proxy.getPort())).orElse(backend);
  }
}
