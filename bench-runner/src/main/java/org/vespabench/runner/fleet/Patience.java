package org.vespabench.runner.fleet;

import java.time.Duration;

/** How long somebody tries to send something. */
interface Patience {
  /** Tell how long one try may take, if there are so many addresses. */
  Duration limit(int addresses);

  /**
   * Wait after a try that failed.
   *
   * @param tried how often this address was tried
   * @return false if it is not to be tried again
   */
  boolean again(int tried) throws InterruptedException;
}
