package org.vespabench.api;

import java.time.Duration;
import java.util.Optional;

/**
 * Is a reply that was read to its end. Implemented by the runner; immutable.
 *
 * @since 0.1
 */
public interface HttpReply {
  /**
   * Tell the status.
   *
   * @return 100 to 599
   */
  int status();

  /**
   * Look up a header.
   *
   * @param name in any case, never null
   * @return the first value, or empty
   */
  Optional<String> header(String name);

  /**
   * Tell the body as text, in the charset that the reply names, else UTF-8.
   *
   * @return the body, never null; empty if the reply was a stream whose events a {@link
   *     StreamReader} saw
   */
  String body();

  /**
   * Tell the time from the first byte sent to the last byte read.
   *
   * @return never null, never negative
   */
  Duration elapsed();
}
