package org.vespabench.runner.fleet;

import java.time.Duration;

/**
 * When reports are sent, and how long they are tried.
 *
 * @param look pause between two looks at whether there is something to report
 * @param heartbeat a status is sent after this time even if nothing happened
 * @param limit for one try
 * @param backOff pause after a try that failed, before the next at the same address
 * @param tries at each address
 * @param closing how long the end may wait for what is under way, and again for the last report
 */
public record ReportTimes(
    Duration look,
    Duration heartbeat,
    Duration limit,
    Duration backOff,
    int tries,
    Duration closing) {
  /** What autoscalers are used to. */
  public static final ReportTimes DEFAULT =
      new ReportTimes(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          3,
          Duration.ofSeconds(3));

  /** Check that something is tried. */
  public ReportTimes {
    if (tries < 1) {
      throw new IllegalArgumentException("tries must be 1 or more, was " + tries);
    }
  }
}
