package org.vespabench.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Is a request as it arrived. Immutable.
 *
 * @param method as sent
 * @param target what the request line names: a path with its query, or a whole URL from a client
 *     that takes the backend for a proxy
 * @param headers all of them, names as sent and in the order sent
 * @param body decoded as UTF-8, empty if there was none
 * @since 0.1
 */
public record ReceivedRequest(
    String method, String target, List<Map.Entry<String, String>> headers, String body) {

  /** Copy what could change. */
  public ReceivedRequest {
    headers = List.copyOf(headers);
  }

  static ReceivedRequest of(
      String method, String target, List<Map.Entry<String, String>> headers, byte[] body) {
    return new ReceivedRequest(method, target, headers, new String(body, StandardCharsets.UTF_8));
  }

  /** Tell the path alone, without host and query; it starts with {@code /}. */
  public String path() {
    int authority = target.indexOf("://");
    int start = authority < 0 ? 0 : target.indexOf('/', authority + 3);
    String path = start < 0 ? "/" : target.substring(start);
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** Tell the query, without its question mark; empty if there is none. */
  public String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  /** Look up the first value of a header, its name in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
