package org.vespabench.runner.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.measure.Ticker;

class ClosedLoopTest {
  private final HandOperated sender = new HandOperated();
  private long now = 1_000;
  private final Ticker ticker = () -> now;

  /** Keeps requests in flight until the test ends them. */
  private static final class HandOperated implements Sender {
    private final Deque<CompletableFuture<Void>> inFlight = new ArrayDeque<>();
    private final List<Long> indices = new ArrayList<>();
    private final List<Long> intended = new ArrayList<>();

    @Override
    public CompletableFuture<?> send(long index, long intendedNanos) {
      indices.add(index);
      intended.add(intendedNanos);
      CompletableFuture<Void> future = new CompletableFuture<>();
      inFlight.add(future);
      return future;
    }

    void endOldest() {
      inFlight.remove().complete(null);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "4, 10", "10, 10", "16, 10", "1, 1"})
  void asManyAsThereAreSlotsAreInFlightUntilNoneIsLeft(int slots, int total) {
    ClosedLoop loop = ClosedLoop.start(slots, total, sender, ticker);

    for (int ended = 0; ended < total; ended++) {
      assertThat(sender.inFlight).as("after %d", ended).hasSize(Math.min(slots, total - ended));
      assertThat(loop.finished()).isNotDone();
      sender.endOldest();
    }
    assertThat(loop.finished()).isCompleted();
    assertThat(sender.indices).isEqualTo(LongStream.range(0, total).boxed().toList());
  }

  @Test
  void theFirstOnesShareTheirTimeAndTheOthersHaveThatOfTheirSlot() {
    Ticker running = () -> now++;
    ClosedLoop.start(2, 4, sender, running);
    now = 5_000;
    sender.endOldest();
    now = 6_000;
    sender.endOldest();

    assertThat(sender.intended).containsExactly(1_000L, 1_000L, 5_000L, 6_000L);
  }

  @Test
  void oneThatFailsFreesItsSlotToo() {
    ClosedLoop loop = ClosedLoop.start(1, 2, sender, ticker);

    sender.inFlight.remove().completeExceptionally(new IllegalStateException("lost"));
    assertThat(sender.inFlight).hasSize(1);

    sender.endOldest();
    assertThat(loop.finished()).isCompleted();
  }

  @Test
  void hundredThousandThatEndAtOnceDoNotRecurse() {
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger deepest = new AtomicInteger();
    Sender immediate =
        (index, intended) -> {
          sent.incrementAndGet();
          deepest.accumulateAndGet(new Throwable().getStackTrace().length, Math::max);
          return CompletableFuture.completedFuture(null);
        };
    int here = new Throwable().getStackTrace().length;

    ClosedLoop loop = ClosedLoop.start(3, 100_000, immediate, ticker);

    assertThat(loop.finished()).isCompleted();
    assertThat(sent).hasValue(100_000);
    assertThat(deepest.get() - here).isLessThan(10);
  }

  @Test
  void afterStopNoMoreAreSent() {
    ClosedLoop loop = ClosedLoop.start(3, 10, sender, ticker);

    loop.stop();
    sender.endOldest();
    assertThat(loop.finished()).isNotDone();
    sender.endOldest();
    sender.endOldest();

    assertThat(sender.indices).hasSize(3);
    assertThat(loop.finished()).isCompleted();
  }

  @Test
  void stopIsQuickWhateverIsLeft() {
    ClosedLoop loop = ClosedLoop.start(1, 1_000_000, sender, ticker);

    loop.stop();
    sender.endOldest();

    assertThat(loop.finished()).isCompleted();
    assertThat(sender.indices).hasSize(1);
  }

  @Test
  void aLoadWithoutATotalCanBeStopped() {
    ClosedLoop loop = ClosedLoop.start(1, Long.MAX_VALUE, sender, ticker);

    loop.stop();
    sender.endOldest();

    assertThat(loop.finished()).isCompleted();
  }

  @Test
  void aSenderThatThrowsEndsTheLoadWithItsCause() {
    Sender broken =
        (index, intended) -> {
          if (index == 1) {
            throw new IllegalStateException("a bug");
          }
          return sender.send(index, intended);
        };
    ClosedLoop loop = ClosedLoop.start(1, 3, broken, ticker);

    sender.endOldest();

    assertThat(sender.indices).containsExactly(0L);
    assertThatThrownBy(loop.finished()::join).hasRootCauseMessage("a bug");
  }

  @Test
  void threadsThatEndRequestsAtTheSameTimeLoseNone() throws Exception {
    int slots = 8;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      AtomicInteger inFlight = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      var seen = ConcurrentHashMap.<Long>newKeySet();
      Sender parallel =
          (index, intended) -> {
            seen.add(index);
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            return CompletableFuture.runAsync(inFlight::decrementAndGet, threads);
          };

      ClosedLoop.start(slots, 20_000, parallel, ticker).finished().get(20, TimeUnit.SECONDS);

      assertThat(seen).hasSize(20_000);
      assertThat(most.get()).isBetween(1, slots);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-1, 5"})
  void slotsAndRequestsAreAboveZero(int slots, long total) {
    assertThatThrownBy(() -> ClosedLoop.start(slots, total, sender, ticker))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("concurrency and total must be above 0, were " + slots + " and " + total);
  }

  @Test
  void whenTheConditionIsMetNothingMoreIsSentAndTheOthersEnd() {
    ClosedLoop loop = ClosedLoop.start(2, nowNanos -> nowNanos >= 1_500, sender, ticker);
    sender.endOldest();
    assertThat(sender.inFlight).hasSize(2);

    now = 1_500;
    sender.endOldest();

    assertThat(sender.inFlight).hasSize(1);
    assertThat(loop.finished()).isNotDone();
    sender.endOldest();
    assertThat(loop.finished()).isCompleted();
    assertThat(sender.indices).hasSize(3);
  }
}
