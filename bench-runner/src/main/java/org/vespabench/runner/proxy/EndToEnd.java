package org.vespabench.runner.proxy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps of a message's headers those that are meant for its other end. The others are about one
 * connection, and this proxy has two (RFC 9110, 7.6.1).
 */
final class EndToEnd {
  private static final Set<String> OF_A_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          // Each side is framed anew.
          "content-length",
          // The server has answered it before the body came.
          "expect");

  private EndToEnd() {}

  /** Keep their order, and all values of one that is repeated. */
  static List<Map.Entry<String, String>> of(List<Map.Entry<String, String>> headers) {
    Set<String> named = named(headers);
    List<Map.Entry<String, String>> kept = new ArrayList<>(headers.size());
    for (Map.Entry<String, String> header : headers) { // of each message: no stream
      if (!isOfAConnection(header.getKey()) && !named.contains(header.getKey())) {
        kept.add(header);
      }
    }
    return Collections.unmodifiableList(kept);
  }

  /** Most messages name none: then there is nothing to compare with. */
  private static Set<String> named(List<Map.Entry<String, String>> headers) {
    Set<String> named = Set.of();
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase("connection")) {
        named = named.isEmpty() ? new TreeSet<>(String.CASE_INSENSITIVE_ORDER) : named;
        for (String name : header.getValue().split(",", -1)) {
          named.add(name.strip());
        }
      }
    }
    return named;
  }

  /** Tell whether a header is about one connection, whatever the message says. */
  static boolean isOfAConnection(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return OF_A_CONNECTION.contains(lower) || lower.startsWith("proxy-");
  }
}
