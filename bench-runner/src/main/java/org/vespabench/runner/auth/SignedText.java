package org.vespabench.runner.auth;

/**
 * Writes the text that a signature covers: what Python's {@code json.dumps(fields, indent=4,
 * sort_keys=True)} writes, as it is Python that signs. All of it is ASCII.
 */
public enum SignedText {
  /** Cost, endpoint, reqnum, request_idx and url: the older form, which protects the cost. */
  FIVE_FIELDS,

  /** The worker's url alone: the newer form, which lets the cost be changed on the way. */
  URL;

  private static final String INDENT = "    ";

  /** Write the text; the signature has no part in it. */
  public String of(AuthData authData) {
    StringBuilder text = new StringBuilder("{\n");
    if (this == FIVE_FIELDS) {
      member(text, "cost").append(authData.costToken()).append(",\n");
      quote(member(text, "endpoint"), authData.endpoint()).append(",\n");
      member(text, "reqnum").append(authData.reqnumToken()).append(",\n");
      member(text, "request_idx").append(authData.requestIdxToken()).append(",\n");
    }
    return quote(member(text, "url"), authData.url()).append("\n}").toString();
  }

  private static StringBuilder member(StringBuilder text, String name) {
    return text.append(INDENT).append('"').append(name).append("\": ");
  }

  private static StringBuilder quote(StringBuilder text, String value) {
    text.append('"');
    value.chars().forEach(unit -> escape(text, (char) unit));
    return text.append('"');
  }

  /** By UTF-16 unit: Python, too, escapes what is beyond as two surrogates. */
  private static void escape(StringBuilder text, char unit) {
    switch (unit) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '\f' -> text.append("\\f");
      case '\b' -> text.append("\\b");
      default -> {
        boolean printable = unit >= ' ' && unit <= '~';
        text.append(printable ? String.valueOf(unit) : "\\u%04x".formatted((int) unit));
      }
    }
  }
}
