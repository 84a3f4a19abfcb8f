package org.vespabench.runner.fleet;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what could be sent and what could not, and logs it once when nothing gets through any
 * more, and once when it does again. The counts are thread-safe; rounds are for one thread.
 */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final String what;
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private boolean down;

  /** Name what is sent, in the plural. */
  Outage(String what) {
    this.what = what;
  }

  /** Take in what became of those that were to be sent together. */
  void round(int accepted, List<String> troubles) {
    if (!troubles.isEmpty() && !down) {
      LOG.warn(
          "{} do not reach the autoscaler: {}. This is said once; check REPORT_ADDR, and MASTER_TOKEN if the status is 401 or 403.",
          what,
          String.join("; ", troubles));
    } else if (troubles.isEmpty() && down) {
      LOG.info("{} reach the autoscaler again", what);
    }
    down = !troubles.isEmpty();
    // Last: who sees the count also sees what was logged.
    sent.add(accepted);
    failed.add(troubles.size());
  }

  long sent() {
    return sent.sum();
  }

  long failed() {
    return failed.sum();
  }
}
