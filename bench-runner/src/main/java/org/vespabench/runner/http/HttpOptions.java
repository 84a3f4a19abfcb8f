package org.vespabench.runner.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach a backend.
 *
 * @param url the backend's URL, http or https; a path in it is put before every request's path, a
 *     query is added to every request's query
 * @param headers sent with every request: authentication and what the user added
 * @param roots certificates to trust instead of Java's own
 * @param insecure trust any certificate
 * @param connectTimeout how long one connection may take to come about
 * @param maxBodyBytes how large a body may be that is not a stream
 */
public record HttpOptions(
    URI url,
    Map<String, String> headers,
    Optional<Roots> roots,
    boolean insecure,
    Duration connectTimeout,
    int maxBodyBytes) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BODY_BYTES = 64 << 20;

  /** A shorter header's value is no key, but a word that any message may have in it. */
  private static final int SECRET_LENGTH = 6;

  /** Check the URL, and copy what could change. */
  public HttpOptions {
    headers = Map.copyOf(headers);
    checkUrl(url);
  }

  /** Take the defaults for everything but the URL. */
  public static HttpOptions to(URI url) {
    return new HttpOptions(url, Map.of(), Optional.empty(), false, CONNECT_TIMEOUT, MAX_BODY_BYTES);
  }

  /** Send these headers with every request. */
  public HttpOptions withHeaders(Map<String, String> more) {
    return new HttpOptions(url, more, roots, insecure, connectTimeout, maxBodyBytes);
  }

  /** Trust these certificates alone, or any. */
  public HttpOptions withTrust(Optional<Roots> certificates, boolean any) {
    return new HttpOptions(url, headers, certificates, any, connectTimeout, maxBodyBytes);
  }

  /** Let the body of a reply that is no stream be so large. */
  public HttpOptions withMaxBody(int bytes) {
    return new HttpOptions(url, headers, roots, insecure, connectTimeout, bytes);
  }

  /** Go to another server, in the same way. */
  public HttpOptions toward(URI other) {
    return new HttpOptions(other, headers, roots, insecure, connectTimeout, maxBodyBytes);
  }

  boolean isTls() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /** Write the URL without what may be secret in it: its query. */
  public String shownUrl() {
    return shown(url);
  }

  /**
   * Leave out what was sent as a header's value: a backend may repeat a key when it refuses one.
   */
  public String withoutSecrets(String text) {
    String shown = text;
    for (String value : headers.values()) {
      String secret = value.replaceFirst("^(Bearer|Basic) ", "");
      shown = secret.length() < SECRET_LENGTH ? shown : shown.replace(secret, "(not shown)");
    }
    return shown;
  }

  private static void checkUrl(URI url) {
    // First, and without the value: what follows shows the URL.
    if (mayHoldPassword(url)) {
      throw new IllegalArgumentException(
          "the URL of %s holds a password: put it into BACKEND_API_KEY, or into --header"
              .formatted(shown(url).replaceFirst(".*@", "").replaceFirst("[:/?].*", "")));
    }
    String scheme = url.getScheme();
    boolean known = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!known || url.getHost() == null) {
      throw new IllegalArgumentException(
          "'%s' is not an http or https URL with a host, such as http://127.0.0.1:8000"
              .formatted(shown(url)));
    }
  }

  /** Java finds no host in some URLs, and then no password either. */
  private static boolean mayHoldPassword(URI url) {
    boolean unread = url.getHost() == null && shown(url).indexOf('@') >= 0;
    return unread || url.getRawUserInfo() != null;
  }

  private static String shown(URI url) {
    String text = url.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query) + "?…";
  }
}
