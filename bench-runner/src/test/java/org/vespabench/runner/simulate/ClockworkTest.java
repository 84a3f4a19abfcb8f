package org.vespabench.runner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockworkTest {
  private static final double SECOND = 1e9;
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** How many loads are drawn for each formula. */
  private static final int LOADS = 60;

  /**
   * What doubles may lose, in nanoseconds: rounds of minutes are good to a ten-thousandth of one,
   * those of days would not be. The clock adds up to one, as it rounds the end up.
   */
  private static final double LOST = 0.01;

  private FakeClock clock = new FakeClock();
  private long start;
  private double ttft;

  // Each request of a batch starts and ends with the others, so a round is its batches end to end.
  // The two tests draw only loads of which one formula is the whole truth: here the total rate
  // binds in no batch, so that each lasts as long as one request alone.
  @Test
  void whereTheTotalRateDoesNotBindEachBatchLastsAsLongAsOneRequest() {
    Random random = new Random(1);
    for (int load = 0; load < LOADS; load++) {
      int requests = 1 + random.nextInt(64);
      int slots = 1 + random.nextInt(16);
      double units = 0.1 + 100 * random.nextDouble();
      double rate = 50 + random.nextInt(700);
      double enough = rate * Math.min(requests, slots);
      double total = random.nextBoolean() ? INFINITE : enough * (1 + random.nextInt(3));
      long ttftMillis = random.nextInt(3) * 333L;

      double ended = round(clockwork(slots, rate, total, ttftMillis), requests, units);

      int batches = (requests + slots - 1) / slots;
      double seconds = batches * (ttftMillis / 1e3 + units / rate);
      assertThat(ended)
          .as("%d requests, %d slots, %s units", requests, slots, units)
          .isBetween(seconds * SECOND - LOST, seconds * SECOND + 1 + LOST);
    }
  }

  // Here the total rate binds in every batch, also in a last one that is not full, and nobody waits
  // for a first unit, so that the backend is never below its rate.
  @Test
  void whereTheTotalRateBindsThroughoutARoundLastsAllItsUnitsByThatRate() {
    Random random = new Random(2);
    for (int load = 0; load < LOADS; load++) {
      int requests = 1 + random.nextInt(64);
      int slots = 1 + random.nextInt(16);
      double units = 0.1 + 100 * random.nextDouble();
      double rate = 50 + random.nextInt(700);
      int lastBatch = 1 + (requests - 1) % slots;
      double total = rate * lastBatch * (0.25 + 0.75 * random.nextDouble());

      double ended = round(clockwork(slots, rate, total, 0), requests, units);

      double seconds = requests * units / total;
      assertThat(ended)
          .as("%d requests, %d slots, %s units by %s", requests, slots, units, total)
          .isBetween(seconds * SECOND - LOST, seconds * SECOND + 1 + LOST);
    }
  }

  @Test
  void eventsLeaveAtTtftAndThenOnePerUnit() {
    Clockwork clockwork = clockwork(1, 30, INFINITE, 250);

    Recorded stream = submit(clockwork, 1000, 1000);
    clock.runAll();

    assertThat(stream.events).hasSize(1000);
    assertThat(stream.events.get(0)).isEqualTo(250_000_000L);
    for (int i = 0; i < 1000; i++) {
      double exact = 0.25 * SECOND + i * SECOND / 30;
      assertThat((double) stream.events.get(i)).isBetween(exact - 1e-3, exact + 1);
    }
    assertThat((double) stream.ended).isCloseTo(0.25 * SECOND + 1000 * SECOND / 30, within(1.001));
    assertThat(stream.task.worked()).isEqualTo(Duration.ofNanos(33_583_333_333L));
  }

  @Test
  void aStreamOfNoUnitsEndsAtTtft() {
    Recorded stream = submit(clockwork(1, 30, INFINITE, 250), 0, 0);

    clock.runAll();

    assertThat(stream.ended).isEqualTo(250_000_000L);
  }

  @Test
  void slotsAreGivenOutFirstComeFirstServed() {
    Clockwork clockwork = clockwork(2, 1, INFINITE, 0);
    List<String> order = new ArrayList<>();

    for (String name : List.of("a", "b", "c", "d", "e")) {
      clockwork.submit(task(clockwork, 1, 0, new Recorded(order, name)));
    }
    clock.runAll();

    assertThat(order).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void tellsHowLongARequestWaited() {
    Clockwork clockwork = clockwork(1, 10, INFINITE, 500);

    submit(clockwork, 10, 0);
    Recorded second = submit(clockwork, 5, 0);
    clock.runAll();

    assertThat(second.task.queued()).isEqualTo(Duration.ofMillis(1500));
    assertThat(second.task.worked()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aNewcomerSlowsTheOthersFromThenOn() {
    Clockwork clockwork = clockwork(2, 10, 10, 0);

    Recorded first = submit(clockwork, 10, 10);
    clock.runUntil(start + 500_000_000L);
    Recorded second = submit(clockwork, 10, 10);
    clock.runAll();

    // 5 units alone, then both at 5 units a second, then the last 5 alone.
    assertThat(first.ended).isEqualTo(1_500_000_000L);
    assertThat(second.ended).isEqualTo(2_000_000_000L);
    assertThat(second.events.get(0)).isEqualTo(500_000_000L);
    assertThat(second.events.get(1)).isEqualTo(700_000_000L);
    assertThat(first.events.get(9)).isEqualTo(1_300_000_000L);
  }

  @Test
  void whoWaitsForItsFirstUnitTakesNoShare() {
    Clockwork clockwork = clockwork(2, 10, 10, 1000);

    Recorded first = submit(clockwork, 5, 0);
    clock.runUntil(start + 600_000_000L);
    Recorded second = submit(clockwork, 10, 0);
    clock.runAll();

    assertThat(first.ended).isEqualTo(1_500_000_000L);
    assertThat(second.ended).isEqualTo(2_600_000_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anyLoadEndsWhenAModelWithoutVirtualTimeSays(long seed) {
    Random random = new Random(seed);
    int slots = 1 + random.nextInt(6);
    double rate = 1 + random.nextInt(50);
    double total = rate * (0.5 + 4 * random.nextDouble());
    long ttftMillis = random.nextInt(400);
    Clockwork clockwork = clockwork(slots, rate, total, ttftMillis);
    NaiveModel model = new NaiveModel(slots, rate, total, ttftMillis / 1e3);

    List<Recorded> recorded = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      clock.runUntil(clock.nanos() + random.nextInt(1_000_000_000));
      double units = 0.1 + 30 * random.nextDouble();
      model.add((clock.nanos() - start) / SECOND, units);
      recorded.add(submit(clockwork, units, 0));
    }
    clock.runAll();

    List<Double> ends = model.ends();
    for (int i = 0; i < recorded.size(); i++) {
      assertThat((double) recorded.get(i).ended).isCloseTo(ends.get(i) * SECOND, within(2.0));
    }
  }

  @Test
  void lateWakeUpsDelayWhatLeavesButDoNotAddUp() {
    clock = new FakeClock(3_000_000);
    Clockwork clockwork = clockwork(1, 100, INFINITE, 0);

    List<Recorded> round = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      round.add(submit(clockwork, 10, 10));
    }
    clock.runAll();

    assertThat(lastEnd(round)).isEqualTo(5 * SECOND + 3_000_000);
    assertThat(round.get(49).task.queued()).isEqualTo(Duration.ofMillis(4900));
  }

  @Test
  void cancellingARunningTaskFreesItsSlotAndItsShare() {
    Clockwork clockwork = clockwork(2, 10, 10, 0);
    Recorded first = submit(clockwork, 100, 100);
    Recorded second = submit(clockwork, 10, 0);
    Recorded third = submit(clockwork, 10, 0);

    clock.runUntil(start + seconds(1));
    clockwork.cancel(first.task);
    clock.runAll();

    assertThat(first.cancelled).isEqualTo(seconds(1));
    assertThat(first.task.done).isCloseTo(5, within(1e-9));
    assertThat(first.events).hasSize(6);
    assertThat(third.task.queued()).isEqualTo(Duration.ofSeconds(1));
    assertThat(second.ended).isEqualTo(seconds(2));
    assertThat(third.ended).isEqualTo(seconds(2) + 500_000_000L);
  }

  @Test
  void cancellingBeforeTheFirstUnitFreesTheSlot() {
    Clockwork clockwork = clockwork(1, 10, INFINITE, 1000);
    Recorded first = submit(clockwork, 10, 10);
    Recorded second = submit(clockwork, 10, 0);

    clock.runUntil(start + 400_000_000L);
    clockwork.cancel(first.task);
    clock.runAll();

    assertThat(first.events).isEmpty();
    assertThat(first.task.done).isZero();
    assertThat(second.ended).isEqualTo(2_400_000_000L);
  }

  @Test
  void aTaskThatIsCancelledAtAnEventStopsThereHoweverLateTheClockIs() {
    clock = new FakeClock(3_000_000_000L);
    Clockwork clockwork = clockwork(1, 10, INFINITE, 0);
    Recorded first = submit(clockwork, 10, 10);
    Recorded second = submit(clockwork, 10, 0);
    first.atEvent = index -> cancelAt(clockwork, first, index);

    clock.runAll();

    assertThat(first.events).hasSize(3);
    assertThat(first.task.state).isEqualTo(Task.State.CANCELLED);
    assertThat(first.task.done).isCloseTo(2, within(1e-9));
    assertThat(first.cancelled).isNotNegative();
    assertThat(first.ended).isNegative();
    assertThat(second.task.queued()).isEqualTo(Duration.ofMillis(200));
    assertThat(second.task.worked()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void cancellingAWaitingTaskTakesItOutOfTheQueue() {
    Clockwork clockwork = clockwork(1, 10, INFINITE, 0);
    submit(clockwork, 10, 0);
    Recorded second = submit(clockwork, 10, 0);
    Recorded third = submit(clockwork, 10, 0);

    clock.runUntil(start + 300_000_000L);
    clockwork.cancel(second.task);
    clock.runAll();

    assertThat(second.cancelled).isEqualTo(300_000_000L);
    assertThat(second.task.tookSlot()).isFalse();
    assertThat(third.ended).isEqualTo(seconds(2));
  }

  @Test
  void cancellingWhatHasEndedOrIsCancelledDoesNothing() {
    Clockwork clockwork = clockwork(1, 10, INFINITE, 0);
    Recorded first = submit(clockwork, 10, 0);
    clock.runAll();

    clockwork.cancel(first.task);
    clock.runAll();
    Recorded second = submit(clockwork, 10, 0);
    Recorded third = submit(clockwork, 10, 0);
    clockwork.cancel(second.task);
    clockwork.cancel(second.task);
    Recorded fourth = submit(clockwork, 10, 0);
    clock.runAll();

    assertThat(first.cancelled).isNegative();
    assertThat(first.task.state).isEqualTo(Task.State.ENDED);
    assertThat(third.ended).isEqualTo(seconds(2));
    assertThat(fourth.ended).isEqualTo(seconds(3));
  }

  private Clockwork clockwork(int slots, double rate, double total, long ttftMillis) {
    start = clock.nanos();
    ttft = ttftMillis * 1e6;
    return new Clockwork(
        clock, Capacity.defaults().withSlots(slots).withStreamRate(rate).withTotalRate(total));
  }

  /** Run equal requests, every other one as a stream, and tell when the last one ended. */
  private double round(Clockwork clockwork, int requests, double units) {
    List<Recorded> round = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      round.add(submit(clockwork, units, i % 2 * (int) units));
    }
    clock.runAll();
    return lastEnd(round);
  }

  private Recorded submit(Clockwork clockwork, double units, int events) {
    Recorded recorded = new Recorded(new ArrayList<>(), "");
    clockwork.submit(task(clockwork, units, events, recorded));
    return recorded;
  }

  private Task task(Clockwork clockwork, double units, int events, Recorded recorded) {
    recorded.task = new Task(units, events, ttft, 1, clockwork.since(clock.nanos()), recorded);
    return recorded.task;
  }

  private static void cancelAt(Clockwork clockwork, Recorded recorded, int index) {
    if (index == 2) {
      clockwork.cancelAtEvent(recorded.task);
    }
  }

  private static double lastEnd(List<Recorded> round) {
    return round.stream().mapToLong(each -> each.ended).max().orElseThrow();
  }

  private static long seconds(long seconds) {
    return seconds * 1_000_000_000L;
  }

  /** Notes when it was told what, since the start. */
  private final class Recorded implements Task.Listener {
    private final List<String> order;
    private final String name;
    private final List<Long> events = new ArrayList<>();
    private IntConsumer atEvent = index -> {};
    private Task task;
    private long ended = -1;
    private long cancelled = -1;

    Recorded(List<String> order, String name) {
      this.order = order;
      this.name = name;
    }

    @Override
    public void event(Task task, int index) {
      assertThat(index).isEqualTo(events.size());
      events.add(clock.nanos() - start);
      atEvent.accept(index);
    }

    @Override
    public void ended(Task task) {
      order.add(name);
      ended = clock.nanos() - start;
    }

    @Override
    public void cancelled(Task task) {
      cancelled = clock.nanos() - start;
    }
  }
}
