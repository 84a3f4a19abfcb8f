package org.vespabench.runner.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits until all has ended must not take a slot between two requests for the end. */
@Timeout(60)
final class IdleTest {
  private final FakeTime time = new FakeTime();
  private final LoadGenerator generator = new LoadGenerator(new Pacer(time, time::park));
  private final Queue<CompletableFuture<Void>> sent = new ArrayDeque<>();
  private final List<Integer> countsWhileMaking = new ArrayList<>();

  private final class HandOperated implements StageSender {
    @Override
    public CompletableFuture<?> send(Phase phase, long index, long intendedNanos) {
      countsWhileMaking.add(generator.inFlight().count());
      CompletableFuture<Void> request = new CompletableFuture<>();
      sent.add(request);
      return request;
    }

    @Override
    public void late(Phase phase, long index) {}

    @Override
    public void unsent(long index, long intendedNanos) {}
  }

  /** Send one after the other; returns when the time is over, with the last one in flight. */
  private void send() {
    Limits tenMillis = new Limits(Long.MAX_VALUE, Duration.ofMillis(10), Limits.UNLIMITED);
    Stage oneSlot = new Stage("test", new LoadShape.Closed(1, Duration.ZERO), tenMillis);
    time.at(5_000_000, () -> sent.remove().complete(null));
    generator.send(oneSlot, WarmUp.NONE, 0, new SplittableRandom(1), new HandOperated());
  }

  @Test
  void oneThatIsBeingMadeIsInFlight() {
    send();

    assertThat(countsWhileMaking).containsExactly(1, 1);
  }

  @Test
  void aSlotBetweenTwoIsNotIdle() {
    List<Boolean> idleBetween = new ArrayList<>();
    generator.inFlight().onEnd(() -> idleBetween.add(generator.isIdle()));
    send();
    assertThat(generator.isIdle()).isFalse();

    sent.remove().complete(null);

    // Looked at when one had ended, and nobody had seen yet whether another follows.
    assertThat(idleBetween).containsExactly(false, false);
    assertThat(generator.isIdle()).isTrue();
  }

  @Test
  void aRequestThatCannotBeMadeIsNotInFlight() {
    InFlight inFlight = new InFlight();

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    inFlight.add(
                        () -> {
                          throw new IllegalStateException("broken");
                        })))
        .hasMessage("broken");

    assertThat(inFlight.count()).isZero();
  }
}
