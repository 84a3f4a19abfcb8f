package org.vespabench.runner.worker;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.runner.fleet.Ask;
import org.vespabench.runner.fleet.Job;
import org.vespabench.runner.fleet.Meter;

/**
 * Decides which requests are taken, and when the backend gets each: those that wait get their turn
 * in the order in which they came. Thread-safe, never blocks.
 */
final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  /** As in the original: a capacity of zero means a wait for ever, not a division by zero. */
  private static final double LEAST_CAPACITY = 1e-5;

  private final Meter meter;
  private final DoubleSupplier capacity;
  private final double maxWaitSeconds;
  private final int slots;
  private final Object admitting = new Object();
  private final Object lock = new Object();
  // All guarded by lock.
  private final Set<Turn> waiting = new LinkedHashSet<>();
  private int running;
  private boolean starting;

  /**
   * Admit requests.
   *
   * @param capacity units of work a second
   * @param maxWait how long the work in hand may take, at this capacity; zero for ever
   * @param slots how many the backend may have at once; 0 for any number
   */
  Admission(Meter meter, DoubleSupplier capacity, Duration maxWait, int slots) {
    this.meter = meter;
    this.capacity = capacity;
    this.maxWaitSeconds = maxWait.isZero() ? Double.POSITIVE_INFINITY : maxWait.toNanos() / 1e9;
    this.slots = slots;
  }

  /** A request's place in the queue, and then at the backend. */
  final class Turn {
    private final Consumer<Turn> start;

    private Turn(Consumer<Turn> start) {
      this.start = start;
    }

    /** Give it up, or back: the next may start. To be called once. */
    void over() {
      if (slots == 0) {
        return;
      }
      synchronized (lock) {
        if (!waiting.remove(this)) {
          running--;
        }
      }
      startThoseWhoMay();
    }
  }

  /**
   * Take a request on, unless the work in hand takes too long already; its own work does not count.
   *
   * @return empty if it is not taken; it has been counted as rejected then
   */
  Optional<Job> admit(Ask ask) {
    synchronized (admitting) { // between the look and the count nobody else may come in
      if (waitSeconds() > maxWaitSeconds) {
        meter.rejected(ask);
        return Optional.empty();
      }
      return Optional.of(meter.admit(ask));
    }
  }

  /** Tell how long the work in hand takes, at the backend's capacity, in seconds. */
  double waitSeconds() {
    double cost = meter.costInFlight();
    return cost == 0 ? 0 : cost / Math.max(capacity.getAsDouble(), LEAST_CAPACITY);
  }

  /** Tell for how many seconds a client should wait before it asks again; 1 or more. */
  long retryAfterSeconds() {
    return (long) Math.max(1, Math.min(3600, Math.ceil(waitSeconds() - maxWaitSeconds)));
  }

  /**
   * Run something once the backend has room, at once if it has.
   *
   * @param start gets its turn, maybe before this returns; must not block
   */
  Turn queue(Consumer<Turn> start) {
    Turn turn = new Turn(start);
    if (slots == 0) {
      start.accept(turn);
      return turn;
    }
    synchronized (lock) {
      waiting.add(turn);
    }
    startThoseWhoMay();
    return turn;
  }

  /** Count those who wait for the backend to have room. */
  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  /** In a loop, not in each other's calls: where all fail at once, those would be too deep. */
  private void startThoseWhoMay() {
    synchronized (lock) {
      if (starting) {
        return; // that thread sees what has changed when it looks next
      }
      starting = true;
    }
    for (Turn next = next(); next != null; next = next()) {
      try {
        next.start.accept(next);
      } catch (Throwable e) { // whatever it is, others wait behind it
        log.error("a request could not be started", e);
        next.over();
      }
    }
  }

  private @Nullable Turn next() {
    synchronized (lock) {
      if (waiting.isEmpty() || running >= slots) {
        starting = false;
        return null;
      }
      Turn first = waiting.iterator().next();
      waiting.remove(first);
      running++;
      return first;
    }
  }
}
