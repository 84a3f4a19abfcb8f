package org.vespabench.runner.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Is what somebody sends who is not entitled to anything.
 *
 * @param kind what is wrong with it
 * @param bytes what is sent
 * @param ending how the worker may end it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HostileRequest(String kind, byte[] bytes, Ending ending) {
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

  static HostileRequest answered(String kind, String bytes) {
    return new HostileRequest(kind, bytes.getBytes(ISO_8859_1), Ending.ANSWER);
  }

  /** Show what was sent; no more of it than helps. */
  @Override
  public String toString() {
    String text = new String(bytes, ISO_8859_1);
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return "%s, %d bytes:%n%s".formatted(kind, bytes.length, shown);
  }
}
