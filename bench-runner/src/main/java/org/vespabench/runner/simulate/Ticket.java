package org.vespabench.runner.simulate;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Is one request's number, and what chance has in store for it. Thread-safe.
 *
 * <p>A number is taken when it is first asked for: health checks and polls, whose count depends on
 * timing, take none, so that equal loads meet equal draws.
 */
final class Ticket {
  /** What was drawn from (seed, number), each from 0 to below 1. */
  record Draws(double length, double error, double ttft, double pace) {}

  private final long seed;
  private final AtomicLong numbers;

  /** Guarded by this ticket, as are the draws. */
  private long number = -1;

  private @Nullable Draws draws;

  Ticket(long seed, AtomicLong numbers) {
    this.seed = seed;
    this.numbers = numbers;
  }

  synchronized long number() {
    if (number < 0) {
      number = numbers.getAndIncrement();
    }
    return number;
  }

  synchronized Draws draws() {
    if (draws == null) {
      SplittableRandom random = new SplittableRandom(mixed());
      draws =
          new Draws(
              random.nextDouble(), random.nextDouble(), random.nextDouble(), random.nextDouble());
    }
    return draws;
  }

  /** Make an id for a job: unique, and the same in every run with this seed. */
  String jobId() {
    String name = seed + ":" + number();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  // Neighbouring seeds of a SplittableRandom must not give shifted copies of one sequence.
  private long mixed() {
    long numbered = new SplittableRandom(number()).nextLong();
    return new SplittableRandom(seed ^ numbered).nextLong();
  }
}
