package org.vespabench.runner.autoscaler;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.vespabench.runner.measure.Ticker;

/** A clock that stands still until it is moved. */
final class FakeTicker implements Ticker {
  private final AtomicLong nanos =
      new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // overflows soon

  @Override
  public long nanos() {
    return nanos.get();
  }

  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
