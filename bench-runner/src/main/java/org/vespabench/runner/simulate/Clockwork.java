package org.vespabench.runner.simulate;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * Gives out slots and works off units, as the package's comment says. All but {@link #submit} and
 * {@link #cancel} belongs to the clock's thread.
 *
 * <p>What is due happens at its own time and not when the clock got round to it: a late wake-up
 * delays what leaves just then, but neither the next start nor the capacity.
 */
final class Clockwork {
  private static final double SECOND = 1e9;
  private static final long NONE = Long.MAX_VALUE;

  private final Clock clock;
  private final long origin;
  private final Capacity capacity;

  private final Deque<Task> waiting = new ArrayDeque<>();
  private final PriorityQueue<Task> started =
      new PriorityQueue<>(
          Comparator.<Task>comparingDouble(task -> task.firstDue)
              .thenComparingLong(task -> task.number));
  private final PriorityQueue<Task> working =
      new PriorityQueue<>(
          Comparator.<Task>comparingDouble(task -> task.due)
              .thenComparingLong(task -> task.number));

  private long number;
  private int busySlots;

  /** How far everything has happened, in nanoseconds since the origin; not rounded. */
  private double now;

  /** The virtual time of now, in units. */
  private double virtual;

  private long wakeUp = NONE;

  Clockwork(Clock clock, Capacity capacity) {
    this.clock = clock;
    this.origin = clock.nanos();
    this.capacity = capacity;
  }

  /** Put a task into the queue. From any thread. */
  void submit(Task task) {
    clock.schedule(clock.nanos(), () -> admit(task));
  }

  /** Take a task out, wherever it is; one that has ended stays so. From any thread. */
  void cancel(Task task) {
    clock.schedule(clock.nanos(), () -> drop(task));
  }

  /**
   * Take out a task that is being told of an event, at that event's own time: by the clock's it may
   * have ended. Only from within {@link Task.Listener#event}.
   */
  void cancelAtEvent(Task task) {
    takeOut(task);
  }

  /** Turn a time of the clock into one of the clockwork's. */
  double since(long nanos) {
    return nanos - origin;
  }

  /** Turn a time of the clockwork's into one of the clock: the first instant not before it. */
  long nanos(double time) {
    return origin + (long) Math.ceil(time);
  }

  private void admit(Task task) {
    if (task.state != Task.State.NEW) {
      return;
    }
    advance(task.arrived);
    task.number = number++;
    task.state = Task.State.WAITING;
    waiting.add(task);
    fillSlots();
    catchUp();
  }

  private void drop(Task task) {
    advance(since(clock.nanos()));
    takeOut(task);
    catchUp();
  }

  private void takeOut(Task task) {
    switch (task.state) {
      case NEW -> {}
      case WAITING -> waiting.remove(task);
      case STARTED -> {
        started.remove(task);
        busySlots--;
      }
      case WORKING -> {
        working.remove(task);
        task.done = (virtual - task.began) / task.pace;
        busySlots--;
      }
      case ENDED, CANCELLED -> {
        return;
      }
    }
    task.now = now;
    task.state = Task.State.CANCELLED;
    task.listener.cancelled(task);
    fillSlots();
  }

  private void wake(long at) {
    if (wakeUp == at) {
      wakeUp = NONE;
    }
    catchUp();
  }

  private void catchUp() {
    advance(since(clock.nanos()));
    double next = next();
    if (next == Double.POSITIVE_INFINITY) {
      return;
    }
    long at = nanos(next);
    if (at < wakeUp) {
      wakeUp = at;
      clock.schedule(at, () -> wake(at));
    }
  }

  private void advance(double until) {
    for (double next = next(); next <= until; next = next()) {
      step(next);
    }
    moveTo(until);
  }

  private double next() {
    Task first = started.peek();
    Task worked = working.peek();
    return Math.min(
        first == null ? Double.POSITIVE_INFINITY : first.firstDue,
        worked == null
            ? Double.POSITIVE_INFINITY
            : now + Math.max(0, worked.due - virtual) / speed() * SECOND);
  }

  private void step(double time) {
    moveTo(time);
    Task first = started.peek();
    if (first != null && first.firstDue <= time) {
      started.remove();
      begin(first);
    } else {
      Task task = working.remove();
      virtual = task.due; // exactly, so that rounding does not add up
      reach(task);
    }
  }

  private void moveTo(double time) {
    if (time > now) {
      virtual += working.isEmpty() ? 0 : speed() * (time - now) / SECOND;
      now = time;
    }
  }

  /** Units per second of each task at work. */
  private double speed() {
    return Math.min(capacity.streamRate(), capacity.totalRate() / working.size());
  }

  private void fillSlots() {
    while (busySlots < capacity.slots() && !waiting.isEmpty()) {
      Task task = waiting.remove();
      busySlots++;
      task.started = now;
      task.firstDue = now + task.ttft;
      task.state = Task.State.STARTED;
      started.add(task);
    }
  }

  private void begin(Task task) {
    if (working.isEmpty()) {
      virtual = 0; // small numbers are exact ones
    }
    task.began = virtual;
    task.due = virtual + (task.events > 0 ? 0 : task.units) * task.pace;
    task.state = Task.State.WORKING;
    working.add(task);
  }

  private void reach(Task task) {
    task.now = now;
    if (task.nextEvent < task.events) {
      int event = task.nextEvent++;
      double units = task.nextEvent < task.events ? task.nextEvent : task.units;
      task.due = task.began + units * task.pace;
      working.add(task);
      task.listener.event(task, event);
      return;
    }
    task.done = task.units;
    busySlots--;
    fillSlots();
    task.listener.ended(task);
    task.state =
        Task.State.ENDED; // after its listener, so that who sees this finds it in the books
  }
}
