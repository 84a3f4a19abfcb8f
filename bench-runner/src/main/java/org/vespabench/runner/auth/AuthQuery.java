package org.vespabench.runner.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Splits the query of a request without a body into authorisation, as parameters {@code
 * serverless_…}, and what is the backend's.
 *
 * @param authData empty if no parameter of it is there
 * @param rest the other parameters, byte for byte and in their order, joined by {@code &}
 */
public record AuthQuery(Optional<AuthData> authData, String rest) {
  private static final String PREFIX = "serverless_";

  private static final List<String> NAMES =
      List.of("cost", "endpoint", "reqnum", "request_idx", "signature", "url");

  /**
   * Split a query. Where one of the six parameters is there, those that are not have defaults: a
   * cost of 1.0, the path as endpoint, the numbers 0, and empty texts.
   *
   * @param query what follows the {@code ?}, as sent; may be empty
   * @param path the request's, without its query
   * @throws AuthException if a number cannot be used, or one of the six is there twice: whoever
   *     forwards it could have meant either
   */
  public static AuthQuery split(String query, String path) {
    Map<String, String> given = new LinkedHashMap<>();
    List<String> rest = new ArrayList<>();
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
      if (!name.startsWith(PREFIX) || !NAMES.contains(name.substring(PREFIX.length()))) {
        rest.add(parameter);
      } else if (given.put(
              name.substring(PREFIX.length()),
              equals < 0 ? "" : decoded(parameter.substring(equals + 1)))
          != null) {
        throw AuthData.invalid(Map.of(name.substring(PREFIX.length()), "given twice"));
      }
    }
    return new AuthQuery(
        given.isEmpty() ? Optional.empty() : Optional.of(read(given, path)),
        String.join("&", rest));
  }

  /** Write the six parameters, joined by {@code &}. */
  public static String write(AuthData authData) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("cost", authData.costToken());
    values.put("endpoint", authData.endpoint());
    values.put("reqnum", authData.reqnumToken());
    values.put("request_idx", authData.requestIdxToken());
    values.put("signature", authData.signature());
    values.put("url", authData.url());
    List<String> parameters = new ArrayList<>();
    values.forEach(
        (name, value) -> parameters.add(PREFIX + name + "=" + URLEncoder.encode(value, UTF_8)));
    return String.join("&", parameters);
  }

  private static AuthData read(Map<String, String> given, String path) {
    return new AuthData(
        given.getOrDefault("cost", "1.0"),
        given.getOrDefault("endpoint", path),
        given.getOrDefault("reqnum", "0"),
        given.getOrDefault("request_idx", "0"),
        given.getOrDefault("signature", ""),
        given.getOrDefault("url", ""));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a lone percent sign: no name of ours has one, and a value means itself
    }
  }
}
