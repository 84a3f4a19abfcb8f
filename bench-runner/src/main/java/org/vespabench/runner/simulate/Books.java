package org.vespabench.runner.simulate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Keeps what a simulated backend did and when each part left, to hold a measurement against.
 * Thread-safe.
 *
 * <p>All times are {@link System#nanoTime()}, so within one process they compare with a client's.
 * Long runs fit in memory: the oldest records make room once there are millions of emissions; sums
 * go on over all.
 */
public final class Books {
  private static final long DEFAULT_LIMIT = 8_000_000;

  private final long limit;
  private final Object lock = new Object();

  /** This and what follows is guarded by the lock. */
  private final Deque<Served> served = new ArrayDeque<>();

  private long kept;
  private long count;
  private double units;
  private long others;

  Books() {
    this(DEFAULT_LIMIT);
  }

  /** Keep at most so many records and emissions, together. */
  Books(long limit) {
    this.limit = limit;
  }

  /** List the requests and jobs that took a slot, in the order in which they ended. */
  public List<Served> list() {
    synchronized (lock) {
      return List.copyOf(served);
    }
  }

  /** Count the requests and jobs that took a slot and ended. */
  public long count() {
    synchronized (lock) {
      return count;
    }
  }

  /** Sum up the units worked off. */
  public double units() {
    synchronized (lock) {
      return units;
    }
  }

  /** Count the requests that took no slot: health, job states, refusals. */
  public long others() {
    synchronized (lock) {
      return others;
    }
  }

  /** Write {@link #list} as CSV, with a header line; a time that is not known is empty. */
  public void writeCsv(Appendable out) throws IOException {
    out.append("index,path,status,units,arrived_nanos,started_nanos,ended_nanos,");
    out.append("first_emitted_nanos,last_emitted_nanos,cut,request_id\n");
    for (Served each : list()) {
      out.append(each.csv());
    }
  }

  void add(Served one) {
    synchronized (lock) {
      served.add(one);
      kept += one.weight();
      count++;
      units += one.units();
      while (kept > limit && served.size() > 1) {
        kept -= served.remove().weight();
      }
    }
  }

  void addOther() {
    synchronized (lock) {
      others++;
    }
  }

  /**
   * States how one request or job went.
   *
   * @param index its number among those that would take a slot, from 0
   * @param id its header X-Request-Id, empty if it had none
   * @param path with its query
   * @param status what was answered, or 0 if the client went before there was an answer
   * @param units worked off; less than asked if cut
   * @param arrivedNanos when it was there with its whole body
   * @param startedNanos when it got a slot
   * @param endedNanos when its last byte was handed to the server, or it was cut
   * @param cut whether its client went, or it was cancelled, before the end
   * @param emittedNanos when each event of a stream was handed to the server; at most one for the
   *     body of another reply; empty for a job
   */
  @SuppressWarnings("ArrayRecordComponent") // millions of numbers; copied in and out
  public record Served(
      long index,
      String id,
      String path,
      int status,
      double units,
      long arrivedNanos,
      long startedNanos,
      long endedNanos,
      boolean cut,
      long[] emittedNanos) {

    /** Copy the array. */
    public Served {
      emittedNanos = emittedNanos.clone();
    }

    /** Copy the emission times. */
    @Override
    public long[] emittedNanos() {
      return emittedNanos.clone();
    }

    private long weight() {
      return 1L + emittedNanos.length;
    }

    private String csv() {
      boolean any = emittedNanos.length > 0;
      return String.format(
          Locale.ROOT,
          "%d,%s,%d,%s,%d,%d,%d,%s,%s,%b,%s\n",
          index,
          quote(path),
          status,
          units,
          arrivedNanos,
          startedNanos,
          endedNanos,
          any ? emittedNanos[0] : "",
          any ? emittedNanos[emittedNanos.length - 1] : "",
          cut,
          quote(id));
    }

    private static String quote(String text) {
      boolean plain = text.indexOf(',') < 0 && text.indexOf('"') < 0;
      return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
  }
}
