package org.vespabench.runner.simulate;

import java.time.Duration;

/**
 * Is one request, or one job, in the eyes of the {@link Clockwork}, which alone changes it, on the
 * clock's thread. Times are nanoseconds since the clockwork's origin.
 */
final class Task {
  /** Is told what becomes of a task, on the clock's thread. Must not throw. */
  interface Listener {
    /** Unit {@code index} is done; for streams only. */
    default void event(Task task, int index) {}

    /** All units are done. Its slot is free already. */
    void ended(Task task);

    /** It was cancelled, while it waited or ran. */
    void cancelled(Task task);
  }

  enum State {
    NEW,
    WAITING,
    STARTED,
    WORKING,
    ENDED,
    CANCELLED
  }

  final double units;
  final int events;
  final double ttft;
  final double pace;
  final double arrived;
  final Listener listener;

  /** Read by other threads too, and written last, so that they see what was written before. */
  volatile State state = State.NEW;

  /** Breaks ties: first come, first served. */
  long number;

  double started = Double.NaN;

  /** When it was last touched: at its last event, or its end. */
  double now = Double.NaN;

  /** When its time to first token is over. */
  double firstDue;

  /** The virtual time at which its work began, and that of its next event or end. */
  double began;

  double due;
  int nextEvent;
  double done;

  /**
   * Describe a task.
   *
   * @param units work, zero or more
   * @param events how many of the units are events to be told of, from the first on
   * @param ttft time on the slot before the first unit
   * @param pace virtual units that one unit takes: 1, or what jitter made of it
   * @param arrived when it came
   */
  Task(double units, int events, double ttft, double pace, double arrived, Listener listener) {
    this.units = units;
    this.events = events;
    this.ttft = ttft;
    this.pace = pace;
    this.arrived = arrived;
    this.listener = listener;
  }

  boolean tookSlot() {
    return !Double.isNaN(started);
  }

  Duration queued() {
    return Duration.ofNanos(Math.round(started - arrived));
  }

  /** Tell how long the slot has worked on it. */
  Duration worked() {
    return Duration.ofNanos(Math.round(now - started));
  }
}
