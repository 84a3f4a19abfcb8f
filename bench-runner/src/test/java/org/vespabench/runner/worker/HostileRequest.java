package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Is what somebody sends who is not entitled to anything.
 *
 * @param kind what is wrong with it
 * @param text what is sent; each character is a byte
 * @param ending how the worker may end it
 */
record HostileRequest(String kind, String text, Ending ending) {
  private static final int SHOWN = 2000;

  /** What the client sees. */
  enum Ending {
    /** A status of 4xx that says why. */
    ANSWER,
    /** The same, or a connection that is closed: nobody can tell where the request ends. */
    ANSWER_OR_CUT,
    /** The same, after the client has ended its output in the middle of the request. */
    CUT_BY_CLIENT
  }

  static HostileRequest answered(String kind, String text) {
    return new HostileRequest(kind, text, Ending.ANSWER);
  }

  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }

  /** Show what was sent; no more of it than helps. */
  @Override
  public String toString() {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return "%s, %d bytes:%n%s".formatted(kind, text.length(), shown);
  }
}
