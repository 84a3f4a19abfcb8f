package org.vespabench.runner.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpinningClockTest {
  private static final long MILLISECOND = 1_000_000L;
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final SpinningClock clock = SpinningClock.start();

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void runsTasksInTheOrderOfTheirTimesAndNeverEarly() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    List<Long> early = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(4);
    long now = clock.nanos();

    // By the clock's own thread: none can be due before all are there.
    clock.schedule(
        now,
        () -> {
          for (long millis : new long[] {30, 10, 20, 10}) {
            clock.schedule(
                now + millis * MILLISECOND,
                () -> {
                  order.add(millis + "");
                  early.add(now + millis * MILLISECOND - clock.nanos());
                  done.countDown();
                });
          }
        });

    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly("10", "10", "20", "30");
    assertThat(early).allMatch(nanos -> nanos <= 0);
  }

  @Test
  void wakesForATaskThatIsDueBeforeTheOneItSleepsFor() throws Exception {
    BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    clock.schedule(clock.nanos() + HOUR, () -> ran.add("later"));
    clock.schedule(clock.nanos() + 20 * MILLISECOND, () -> ran.add("soon"));
    assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo("soon");

    clock.schedule(clock.nanos() - HOUR, () -> ran.add("overdue"));

    assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo("overdue");
  }

  @Test
  void survivesATaskThatFails() throws Exception {
    BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    clock.schedule(
        clock.nanos(),
        () -> {
          throw new IllegalStateException("on purpose");
        });

    clock.schedule(clock.nanos(), () -> ran.add(Thread.currentThread().getName()));

    assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo("bench-simulator-clock");
  }
}
