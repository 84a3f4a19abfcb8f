package org.vespabench.runner.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the warm-up was, all of the shape is measured, from its beginning. */
@Timeout(60)
final class AfterWarmUpTest {
  private static final long MILLI = 1_000_000;
  private static final long START = 500 * MILLI;
  private static final Limits ALL = limits(Long.MAX_VALUE, Duration.ZERO);

  private final FakeTime time = new FakeTime();
  private final List<Long> warm = new ArrayList<>();
  private final List<Long> measured = new ArrayList<>();

  private final class Times implements StageSender {
    @Override
    public CompletableFuture<?> send(Phase phase, long index, long intendedNanos) {
      List<Long> of = phase == Phase.WARMUP ? warm : measured;
      assertThat(index).isEqualTo(of.size());
      of.add(intendedNanos - START);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void late(Phase phase, long index) {}

    @Override
    public void unsent(long index, long intendedNanos) {}
  }

  @Test
  void aRampBeginsAnew() {
    Rate falling = new Rate(400, 100, Duration.ofSeconds(1));

    send(
        new LoadShape.Open(falling, false),
        limits(Long.MAX_VALUE, Duration.ofMillis(500)),
        new WarmUp(0, Duration.ofMillis(500)));

    // The rate's mean is 325 in the first half second, of the warm-up as of what is measured.
    assertThat(warm).hasSize(163);
    assertThat(measured).hasSize(163).startsWith(500 * MILLI);
    assertThat(measured).map(at -> at - 500 * MILLI).isEqualTo(warm);
  }

  @Test
  void aReplayBeginsAnewWhenItsNextLineWouldHaveBeenDue() {
    LoadGenerator.Window window = send(replay(0, 20, 20, 70), ALL, new WarmUp(3, Duration.ZERO));

    assertThat(warm).containsExactly(0L, 20 * MILLI, 20 * MILLI);
    assertThat(measured).containsExactly(70 * MILLI, 90 * MILLI, 90 * MILLI, 140 * MILLI);
    assertThat(window.nanos()).isEqualTo(70 * MILLI);
  }

  @Test
  void aWarmUpThatIsLongerThanAReplayRepeatsItByTheSecond() {
    send(replay(5), ALL, new WarmUp(3, Duration.ZERO));

    assertThat(warm).containsExactly(5 * MILLI, 1_005 * MILLI, 2_005 * MILLI);
    assertThat(measured).containsExactly(3_005 * MILLI);
  }

  @Test
  void aReplayFollowsAWarmUpOfTimeAtOnce() {
    send(replay(40, 60), ALL, new WarmUp(0, Duration.ofMillis(50)));

    assertThat(warm).containsExactly(40 * MILLI);
    assertThat(measured).containsExactly(50 * MILLI, 70 * MILLI);
  }

  @Test
  void aWarmUpMayHaveMoreRequestsThanAreMeasured() {
    LoadShape even = new LoadShape.Open(Rate.constant(100), false);

    send(even, limits(2, Duration.ZERO), new WarmUp(5, Duration.ZERO));

    assertThat(warm).hasSize(5);
    assertThat(measured).containsExactly(50 * MILLI, 60 * MILLI);
  }

  @Test
  void randomArrivalsDoNotDependOnIt() {
    LoadShape random = new LoadShape.Open(Rate.constant(100), true);
    send(random, limits(20, Duration.ZERO), WarmUp.NONE);
    List<Long> without = gaps();
    measured.clear();

    send(random, limits(20, Duration.ZERO), new WarmUp(7, Duration.ZERO));

    assertThat(warm).hasSize(7);
    assertThat(gaps()).isEqualTo(without);
  }

  private List<Long> gaps() {
    return measured.stream().map(at -> at - measured.get(0)).toList();
  }

  private static LoadShape replay(long... millis) {
    List<Long> offsets = new ArrayList<>();
    for (long each : millis) {
      offsets.add(each * MILLI);
    }
    return new LoadShape.Replay(offsets);
  }

  private static Limits limits(long total, Duration window) {
    return new Limits(total, window, Limits.UNLIMITED);
  }

  private LoadGenerator.Window send(LoadShape shape, Limits limits, WarmUp warmUp) {
    return new LoadGenerator(new Pacer(time, time::park))
        .send(
            new Stage("test", shape, limits), warmUp, START, new SplittableRandom(1), new Times());
  }
}
