package org.vespabench.runner.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops that run by a clock of the test's own: nothing waits for real. */
@Timeout(60)
final class LoadGeneratorTest {
  private static final long MILLI = 1_000_000;
  private static final long START = 500 * MILLI;

  private final FakeTime time = new FakeTime();
  private final LoadGenerator generator = new LoadGenerator(new Pacer(time, time::park));
  private final Log log = new Log(index -> 30 * MILLI);

  /** Sends nothing: each request takes its time. */
  private final class Log implements StageSender {
    private final List<Long> intended = new ArrayList<>();
    private final List<Long> sent = new ArrayList<>();
    private final List<Long> late = new ArrayList<>();
    private final List<Long> unsent = new ArrayList<>();
    private final List<Long> warm = new ArrayList<>();
    private final LongUnaryOperator takes;

    Log(LongUnaryOperator takes) {
      this.takes = takes;
    }

    @Override
    public CompletableFuture<?> send(Phase phase, long index, long intendedNanos) {
      if (phase == Phase.WARMUP) {
        assertThat(index).isEqualTo(warm.size());
        warm.add(intendedNanos);
        return time.after(takes.applyAsLong(index));
      }
      assertThat(index).isEqualTo(intended.size());
      intended.add(intendedNanos);
      sent.add(time.nanos());
      return time.after(takes.applyAsLong(index));
    }

    @Override
    public void unsent(long index, long intendedNanos) {
      assertThat(index).isEqualTo(intended.size() + unsent.size());
      unsent.add(intendedNanos);
    }

    @Override
    public void late(Phase phase, long index) {
      late.add(index);
    }
  }

  @Test
  void anOpenLoopSendsByTheScheduleWhateverTheBackendDoes() {
    Log slow = new Log(index -> 60_000 * MILLI);

    LoadGenerator.Window window = send(open(100), limits(50, Duration.ZERO), slow);

    for (int i = 0; i < 50; i++) {
      assertThat(slow.intended.get(i)).isEqualTo(START + 10L * i * MILLI);
      assertThat(slow.sent.get(i) - slow.intended.get(i)).isBetween(0L, MILLI / 1_000);
    }
    assertThat(slow.intended).hasSize(50);
    assertThat(window).isEqualTo(new LoadGenerator.Window(START, START + 500 * MILLI));
    assertThat(generator.inFlight().count()).isEqualTo(50);
    assertThat(generator.inFlight().most()).isEqualTo(50);
  }

  @Test
  void itSleepsUntilShortlyBefore() {
    send(open(100), limits(50, Duration.ZERO), log);

    // All but the last 60 µs before each of 50 requests, and what looking at the clock took.
    long waited = START + 490 * MILLI;
    assertThat(time.slept()).isBetween(waited - 50 * 61_000, waited);
  }

  @Test
  void aSchedulerThatWasHeldUpCatchesUpAndDoesNotShiftWhatFollows() {
    Log stalling =
        new Log(
            index -> {
              if (index == 3) {
                time.park(45 * MILLI);
              }
              return MILLI;
            });

    send(open(100), limits(12, Duration.ZERO), stalling);

    assertThat(stalling.intended.get(7)).isEqualTo(START + 70 * MILLI);
    assertThat(stalling.sent.get(4) - stalling.intended.get(4)).isGreaterThan(34 * MILLI);
    assertThat(stalling.sent.get(9) - stalling.intended.get(9)).isLessThan(MILLI);
  }

  @ParameterizedTest
  @CsvSource({"1000, 250, 25, 250", "10, 250, 10, 100", "1000, 255, 26, 255"})
  void whicheverLimitComesFirstEndsIt(long total, long windowMillis, int sent, long lasts) {
    LoadGenerator.Window window =
        send(open(100), limits(total, Duration.ofMillis(windowMillis)), log);

    assertThat(log.intended).hasSize(sent);
    assertThat(window.nanos()).isEqualTo(lasts * MILLI);
    assertThat(log.unsent).isEmpty();
  }

  @Test
  void thoseThatMayNotGoAreLateAndKeepTheirIntendedTime() {
    // Two at once, 30 ms each: 66 a second, where 100 are wanted.
    Limits two = new Limits(20, Duration.ZERO, 2);

    send(open(100), two, log);

    assertThat(log.intended).hasSize(20);
    assertThat(log.intended.get(19)).isEqualTo(START + 190 * MILLI);
    assertThat(log.sent.get(19)).isGreaterThan(START + 270 * MILLI);
    assertThat(log.late).startsWith(2L).hasSizeGreaterThan(10);
    assertThat(generator.inFlight().most()).isEqualTo(2);
    assertThat(log.unsent).isEmpty();
  }

  @Test
  void thoseThatAreStillWaitingAtTheEndAreUnsent() {
    Log never = new Log(index -> 60_000 * MILLI);

    LoadGenerator.Window window =
        send(open(100), new Limits(1_000, Duration.ofMillis(100), 3), never);

    assertThat(never.intended).hasSize(3);
    assertThat(never.late).containsExactly(3L);
    assertThat(never.unsent)
        .containsExactly(
            START + 30 * MILLI,
            START + 40 * MILLI,
            START + 50 * MILLI,
            START + 60 * MILLI,
            START + 70 * MILLI,
            START + 80 * MILLI,
            START + 90 * MILLI);
    assertThat(window.nanos()).isEqualTo(100 * MILLI);
  }

  @Test
  void afterStopOnlyThoseThatWereDueAreUnsent() {
    Log never = new Log(index -> 60_000 * MILLI);
    time.at(START + 55 * MILLI, generator::stop);

    LoadGenerator.Window window =
        send(open(100), new Limits(1_000, Duration.ofSeconds(9), 3), never);

    assertThat(never.unsent)
        .containsExactly(START + 30 * MILLI, START + 40 * MILLI, START + 50 * MILLI);
    assertThat(window.nanos()).isBetween(55 * MILLI, 57 * MILLI);
    assertThat(generator.isStopped()).isTrue();
  }

  @Test
  void anOpenLoopIsStoppedWhileItWaits() {
    time.at(START + 55 * MILLI, generator::stop);

    LoadGenerator.Window window = send(open(100), limits(1_000, Duration.ZERO), log);

    assertThat(log.intended).hasSize(6);
    assertThat(log.unsent).isEmpty();
    assertThat(window.nanos()).isBetween(55 * MILLI, 61 * MILLI);
  }

  @Test
  void aWarmUpOfRequestsComesBeforeAndIsHandedOverWithoutAGap() {
    LoadGenerator.Window window =
        send(open(100), limits(5, Duration.ZERO), new WarmUp(3, Duration.ZERO), log);

    assertThat(log.warm).containsExactly(START, START + 10 * MILLI, START + 20 * MILLI);
    assertThat(log.intended).startsWith(START + 30 * MILLI).hasSize(5);
    assertThat(window).isEqualTo(new LoadGenerator.Window(START + 30 * MILLI, START + 80 * MILLI));
  }

  @Test
  void aWarmUpOfTimeComesBeforeTheWindow() {
    LoadGenerator.Window window =
        send(
            open(100),
            limits(Long.MAX_VALUE, Duration.ofMillis(50)),
            new WarmUp(0, Duration.ofMillis(25)),
            log);

    assertThat(log.warm).hasSize(3);
    assertThat(log.intended).startsWith(START + 25 * MILLI).hasSize(5);
    assertThat(window).isEqualTo(new LoadGenerator.Window(START + 25 * MILLI, START + 75 * MILLI));
  }

  @Test
  void slotsGoOnFromTheWarmUpToWhatIsMeasured() {
    LoadShape two = new LoadShape.Closed(2, Duration.ZERO);

    send(two, limits(Long.MAX_VALUE, Duration.ofMillis(100)), new WarmUp(3, Duration.ZERO), log);

    // Slots of 30 ms each: the first measured one takes its turn beside the last of the warm-up.
    assertThat(log.warm).hasSize(3);
    assertThat(log.intended.get(0) - log.warm.get(2)).isLessThan(MILLI);
    assertThat(log.intended).hasSize(7);
    assertThat(generator.inFlight().most()).isEqualTo(2);
  }

  @Test
  void aReplayEndsWithItsLast() {
    LoadGenerator.Window window =
        send(
            new LoadShape.Replay(List.of(0L, 20 * MILLI, 20 * MILLI, 70 * MILLI)),
            limits(Long.MAX_VALUE, Duration.ZERO),
            log);

    assertThat(log.intended)
        .containsExactly(START, START + 20 * MILLI, START + 20 * MILLI, START + 70 * MILLI);
    assertThat(window.nanos()).isEqualTo(70 * MILLI);
  }

  @Test
  void aReplayGoesForwardsOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoadShape.Replay(List.of(0L, 5L, 4L)))
        .withMessage("offset 2 is below the one before");
  }

  @Test
  void slotsOpenOneAfterTheOther() {
    Log never = new Log(index -> 60_000 * MILLI);

    LoadGenerator.Window window =
        send(new LoadShape.Closed(5, Duration.ofMillis(100)), limits(5, Duration.ZERO), never);

    long first = never.intended.get(0);
    assertThat(first - START).isBetween(0L, MILLI);
    assertThat(never.intended)
        .containsExactly(
            first, first + 20 * MILLI, first + 40 * MILLI, first + 60 * MILLI, first + 80 * MILLI);
    assertThat(window.nanos()).isBetween(80 * MILLI, 82 * MILLI);
    assertThat(generator.inFlight().count()).isEqualTo(5);
  }

  @Test
  void aRampUpThatIsNotNeededIsNotWaitedFor() {
    LoadGenerator.Window window =
        send(new LoadShape.Closed(50, Duration.ofSeconds(50)), limits(10, Duration.ZERO), log);

    // One slot does all ten, of 30 ms each, before the second one opens.
    assertThat(window.nanos()).isBetween(270 * MILLI, 280 * MILLI);
    assertThat(time.nanos()).isLessThan(START + 2_000 * MILLI);
  }

  @Test
  void aClosedLoopEndsWithItsWindow() {
    LoadGenerator.Window window =
        send(
            new LoadShape.Closed(2, Duration.ofMillis(400)),
            limits(Long.MAX_VALUE, Duration.ofMillis(110)),
            log);

    // One slot, 30 ms each, is all that opened in time.
    assertThat(log.intended).hasSize(4);
    assertThat(window.nanos()).isEqualTo(110 * MILLI);
  }

  @Test
  void whatASenderThrowsIsThrown() {
    Log broken =
        new Log(
            index -> {
              throw new IllegalStateException("broken");
            });
    Log alsoBroken = new Log(broken.takes);
    LoadShape closed = new LoadShape.Closed(2, Duration.ZERO);

    assertThatThrownBy(() -> send(open(100), limits(5, Duration.ZERO), broken))
        .hasMessage("broken");
    assertThatThrownBy(() -> send(closed, limits(5, Duration.ZERO), alsoBroken))
        .hasRootCauseMessage("broken");
  }

  private LoadGenerator.Window send(LoadShape shape, Limits limits, StageSender sender) {
    return send(shape, limits, WarmUp.NONE, sender);
  }

  private LoadGenerator.Window send(
      LoadShape shape, Limits limits, WarmUp warmUp, StageSender sender) {
    return generator.send(
        new Stage("test", shape, limits), warmUp, START, new SplittableRandom(1), sender);
  }

  private static LoadShape open(double rate) {
    return new LoadShape.Open(Rate.constant(rate), false);
  }

  private static Limits limits(long total, Duration window) {
    return new Limits(total, window, Limits.UNLIMITED);
  }
}
