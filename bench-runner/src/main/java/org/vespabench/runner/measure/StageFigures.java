package org.vespabench.runner.measure;

import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What one stage of a load test measured. Latencies and errors are of the requests that were to
 * leave within its window, followed to their end; throughput is of the work done in the window.
 *
 * @param name as the scenario calls it, or what it does
 * @param atOnce whether all left within a moment, which is no time to have a rate in: then its
 *     window is from the first byte sent to the last read
 * @param seconds how long its window was
 * @param requestedRate requests per second that were asked for, on average; empty for a closed
 *     loop, and where all were to leave at once
 * @param scheduled requests that were to leave
 * @param late of these, how many had to wait as too many were in flight
 * @param unsent of these, how many never left
 * @param mostInFlight the most that were in flight at once
 * @param round successes and failures
 * @param histograms latencies of the successes
 * @param sendLagMicros from the intended to the real time of sending, of all that left and were not
 *     late; empty for a closed loop
 * @param finishedInWindow successes that ended within the window
 * @param rates units per second
 * @param models the same, by model, where several were asked for
 * @param workers the same, by the URL of who served them, where they were routed
 */
public record StageFigures(
    String name,
    boolean atOnce,
    double seconds,
    OptionalDouble requestedRate,
    long scheduled,
    long late,
    long unsent,
    int mostInFlight,
    Round round,
    Histograms histograms,
    Histogram sendLagMicros,
    long finishedInWindow,
    Rates rates,
    Map<String, PartFigures> models,
    Map<String, PartFigures> workers) {

  /**
   * Units per second.
   *
   * @param declared that were asked for and done
   * @param done that the backend says it did
   * @param whole whether it is of the time from the first byte sent to the last read, as nearly all
   *     ended after the window
   */
  public record Rates(double declared, double done, boolean whole) {}

  /**
   * What the requests to one model, or of one worker, became.
   *
   * @param round successes and failures
   * @param histograms latencies of the successes
   */
  public record PartFigures(Round round, Histograms histograms) {}

  /** Tell how many requests left per second. */
  public double sentRate() {
    return (scheduled - unsent) / seconds;
  }

  /** Tell how many requests per second ended well. */
  public double requestRate() {
    return rates.whole ? round.completed() / round.seconds() : finishedInWindow / seconds;
  }
}
