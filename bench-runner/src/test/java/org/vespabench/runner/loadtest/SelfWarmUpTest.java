package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SelfWarmUpTest {
  @Test
  void itEndsByItselfAndLeavesNoThreadsBehind() throws Exception {
    Duration window = Duration.ofMillis(100);

    Duration took = SelfWarmUp.run(window, () -> false);

    // Three windows that resemble each other are the least.
    assertThat(took).isGreaterThan(window.multipliedBy(3));
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("bench-server"))
        .allMatch(thread -> !thread.isAlive() || thread.isDaemon());
  }

  @Test
  void itEndsAtOnceWhenToldTo() throws Exception {
    AtomicInteger asked = new AtomicInteger();

    SelfWarmUp.run(() -> asked.incrementAndGet() > 1);

    assertThat(asked).hasValue(2);
  }
}
