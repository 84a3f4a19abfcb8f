package org.vespabench.runner.fleet;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that was admitted. Thread-safe. It ends once: what is said after its end is not heard,
 * so that a client that goes away just then does not count twice.
 */
public final class Job {
  private final Meter meter;
  private final Ask ask;
  private final Instant entered;
  private volatile @Nullable Instant started;

  Job(Meter meter, Ask ask, Instant entered) {
    this.meter = meter;
    this.ask = ask;
    this.entered = entered;
  }

  /** Say that the backend has it now: it waited until here. */
  public void started() {
    started = meter.now();
  }

  /** End it: the backend's reply was passed on, whatever its status. */
  public void succeeded() {
    meter.ended(this, Outcome.SUCCESS);
  }

  /** End it: the backend gave no reply, or broke it off. */
  public void failed() {
    meter.ended(this, Outcome.ERROR);
  }

  /** End it: the client went away first. */
  public void cancelled() {
    meter.ended(this, Outcome.CANCELLED);
  }

  Ask ask() {
    return ask;
  }

  Instant entered() {
    return entered;
  }

  Optional<Instant> startedAt() {
    return Optional.ofNullable(started);
  }
}
