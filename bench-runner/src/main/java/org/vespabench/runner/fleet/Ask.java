package org.vespabench.runner.fleet;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request asks of the worker. Its numbers stay the text that the autoscaler wrote: it finds
 * its requests by them.
 *
 * @param cost units of work, 0 or more; whoever routed the request fixed it
 * @param reqnum the autoscaler's number of the request; empty for one that it did not send
 * @param requestIdx the autoscaler's name for the request; empty for one that it did not send,
 *     which is in no list then
 */
public record Ask(double cost, Optional<String> reqnum, Optional<String> requestIdx) {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");

  /** Numbers are remembered for a while: they must not take more memory than numbers need. */
  private static final int LONGEST = 40;

  /**
   * Check it.
   *
   * @throws IllegalArgumentException if the cost is negative, NaN or infinite, or one of the others
   *     is no JSON number of at most 40 characters
   */
  public Ask {
    if (!(cost >= 0) || Double.isInfinite(cost)) {
      throw new IllegalArgumentException(
          "auth_data.cost must be a number of 0 or more, was " + cost);
    }
    reqnum.ifPresent(text -> checkNumber("reqnum", text));
    requestIdx.ifPresent(text -> checkNumber("request_idx", text));
  }

  /** Name a request that the autoscaler sent, by its numbers as they are written. */
  public static Ask of(double cost, String reqnum, String requestIdx) {
    return new Ask(cost, Optional.of(reqnum), Optional.of(requestIdx));
  }

  /** Take a request that the autoscaler did not send, or that only claims so. */
  public static Ask unnamed(double cost) {
    return new Ask(cost, Optional.empty(), Optional.empty());
  }

  private static void checkNumber(String name, String text) {
    if (text.length() > LONGEST || !NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "auth_data.%s must be a number of at most %d characters, was '%s'"
              .formatted(
                  name,
                  LONGEST,
                  text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text));
    }
  }
}
