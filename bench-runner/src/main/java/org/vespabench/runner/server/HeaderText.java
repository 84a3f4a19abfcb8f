package org.vespabench.runner.server;

import java.util.List;
import java.util.Map;

/** Knows what a header may consist of, in requests and in replies. */
final class HeaderText {
  /** RFC 9110, 5.6.2: what a name or a method may have beside letters and digits. */
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private HeaderText() {}

  /** Else a header could be made to end the head, and to begin a reply of its own. */
  static void check(List<Map.Entry<String, String>> headers) {
    for (Map.Entry<String, String> header : headers) {
      if (!isToken(header.getKey())) {
        throw new IllegalArgumentException(
            "a header's name must be a word, was '" + header.getKey() + "'");
      }
      if (breaksLine(header.getValue())) {
        throw new IllegalArgumentException(
            "the value of the header " + header.getKey() + " has a line break");
      }
    }
  }

  static boolean breaksLine(String value) {
    return value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0;
  }

  static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) { // for each header of each message: no stream
      if (!isOfToken(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isOfToken(char one) {
    return (one >= 'a' && one <= 'z')
        || (one >= 'A' && one <= 'Z')
        || (one >= '0' && one <= '9')
        || TOKEN_MARKS.indexOf(one) >= 0;
  }
}
