package org.vespabench.runner.fleet;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Counts what a worker has in hand, and what became of the rest. Thread-safe, never blocks, does no
 * I/O.
 *
 * <p>Sums only ever grow. What a report is about is the difference to the last one that was
 * accepted: what happens while a report is under way is in the next.
 */
public final class Meter {
  private static final int REMEMBERED = 10_000;

  private final InstantSource wall;
  private final FinishedQueue finished;
  private final Object lock = new Object();
  // All guarded by lock.
  private final Set<Job> working = new LinkedHashSet<>();
  private final DistinctNumbers numbers = new DistinctNumbers(REMEMBERED);
  private Costs total = Costs.NONE;
  private Costs reported = Costs.NONE;
  private long changes;

  /** Begin at nothing. */
  public Meter() {
    this(InstantSource.system(), new FinishedQueue(FinishedQueue.CAPACITY));
  }

  Meter(InstantSource wall, FinishedQueue finished) {
    this.wall = wall;
    this.finished = finished;
  }

  /** Take a request on: from now on it is in flight, whether or not the backend has it yet. */
  public Job admit(Ask ask) {
    Job job = new Job(this, ask, wall.instant());
    synchronized (lock) {
      working.add(job);
      numbers.add(ask.reqnum());
      total = total.admitted(ask.cost());
      changes++;
    }
    return job;
  }

  /** Count a request that was not admitted. */
  public void rejected(Ask ask) {
    synchronized (lock) {
      numbers.add(ask.reqnum());
      total = total.ended(ask.cost(), Outcome.REJECTED);
      changes++;
    }
    finish(new Job(this, ask, wall.instant()), Outcome.REJECTED);
  }

  void ended(Job job, Outcome outcome) {
    synchronized (lock) {
      if (!working.remove(job)) {
        return;
      }
      total = total.ended(job.ask().cost(), outcome);
      // A cancelled one waits for the next report, as the autoscaler is used to.
      changes += outcome == Outcome.CANCELLED ? 0 : 1;
    }
    finish(job, outcome);
  }

  private void finish(Job job, Outcome outcome) {
    Optional<String> index = job.ask().requestIdx();
    if (index.isPresent()) {
      finished.add(
          new FinishedRequest(
              index.get(),
              outcome,
              job.entered(),
              job.startedAt(),
              job.startedAt().map(started -> wall.instant())));
    }
  }

  /** Tell the cost of all that is in flight, in units of work. */
  public double costInFlight() {
    synchronized (lock) {
      return Costs.number(total.inFlight());
    }
  }

  /** Tell how many requests are in flight. */
  public int inFlight() {
    synchronized (lock) {
      return working.size();
    }
  }

  /** List the autoscaler's names of what is in flight, as written, oldest first, each once. */
  public List<String> workingRequestIdxs() {
    synchronized (lock) {
      return working.stream().flatMap(job -> job.ask().requestIdx().stream()).distinct().toList();
    }
  }

  /** Look at everything at once. */
  public Snapshot snapshot() {
    synchronized (lock) {
      return new Snapshot(
          total, reported, working.size(), workingRequestIdxs(), numbers.count(), changes);
    }
  }

  /** Take what a snapshot told out of the snapshots to come: a report with it was accepted. */
  void accepted(Snapshot snapshot) {
    synchronized (lock) {
      reported = snapshot.total();
    }
  }

  /** Count what happened that asks for a report. */
  long changes() {
    synchronized (lock) {
      return changes;
    }
  }

  FinishedQueue finished() {
    return finished;
  }

  Instant now() {
    return wall.instant();
  }
}
