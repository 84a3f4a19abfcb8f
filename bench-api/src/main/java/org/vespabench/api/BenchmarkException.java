package org.vespabench.api;

import java.util.OptionalInt;

/**
 * Is a failure that an operator can act on. Its message is printed in one line, without a stack
 * trace, so it should say what went wrong, with which value, and what to try.
 *
 * @since 0.1
 */
public final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int EXCERPT_LENGTH = 200;

  private final boolean truncated;

  /** Zero if there is none. */
  private final int status;

  /**
   * State a failure.
   *
   * @param message for the operator, never null
   */
  public BenchmarkException(String message) {
    super(message);
    this.truncated = false;
    this.status = 0;
  }

  /**
   * State a failure that has a cause.
   *
   * @param message for the operator, never null
   * @param cause what was caught, may be null
   */
  public BenchmarkException(String message, Throwable cause) {
    super(message, cause);
    this.truncated = false;
    this.status = 0;
  }

  private BenchmarkException(String message, boolean truncated, int status) {
    super(message);
    this.truncated = truncated;
    this.status = status;
  }

  /**
   * State that a stream ended before its protocol's own end: counted apart from other failures.
   *
   * @param message what is missing, never null
   * @return to be thrown, never null
   */
  public static BenchmarkException truncated(String message) {
    return new BenchmarkException(message, true, 0);
  }

  /**
   * State a failure that the backend reported inside a reply whose own status says that all is
   * well, as streams do: counted with replies of the status that it would have had.
   *
   * @param status 400 to 599
   * @param message what the backend says, never null
   * @return to be thrown, never null
   * @throws IllegalArgumentException if the status is none of an error
   */
  public static BenchmarkException ofStatus(int status, String message) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status must be 400 to 599, was " + status);
    }
    return new BenchmarkException(message, false, status);
  }

  /**
   * Shorten what a backend sent until it fits into a message: it may be a page of HTML, or a
   * megabyte.
   *
   * @param text anything, never null
   * @return at most 201 characters in one line, with a {@code …} at the end if that is not all
   */
  public static String excerpt(String text) {
    String start = text.substring(0, Math.min(text.length(), 2 * EXCERPT_LENGTH));
    String line = start.strip().replaceAll("\\s+", " ");
    boolean cut = text.length() > start.length() || line.length() > EXCERPT_LENGTH;
    return cut ? line.substring(0, Math.min(line.length(), EXCERPT_LENGTH)) + "…" : line;
  }

  /**
   * Tell whether a reply was cut short.
   *
   * @return true if made by {@link #truncated}
   */
  public boolean isTruncated() {
    return truncated;
  }

  /**
   * Tell the status that the reply should have had.
   *
   * @return empty unless made by {@link #ofStatus}
   */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }
}
