package org.vespabench.runner.measure;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How an SLO was kept.
 *
 * @param verdict the worst of the limits'
 * @param limits in the order in which they were given
 * @param attainment how many requests kept all of it
 */
public record SloOutcome(SloVerdict verdict, List<LimitOutcome> limits, Attainment attainment) {

  /** Copy the limits. */
  public SloOutcome {
    limits = List.copyOf(limits);
  }

  /**
   * How one limit was kept.
   *
   * @param limit as it was written
   * @param value what was observed: milliseconds, infinite if the percentile lies among failures;
   *     of errors a share from 0 to 1; empty with too few samples
   * @param observed the value as a person reads it, or a word for why there is none: {@code too
   *     few}, {@code none} where no exchange has such a latency, {@code unknown} where it lies
   *     among what was cut off, {@code failed} where it lies among failures
   * @param verdict whether it was kept
   * @param reason why, with the figures
   */
  public record LimitOutcome(
      String limit, OptionalDouble value, String observed, SloVerdict verdict, String reason) {}

  /**
   * How many requests kept every bound.
   *
   * @param scheduled all that were to leave in the window: also failed, cut off and never sent
   * @param attained succeeded and kept every bound
   * @param unknown may have kept them: cut off before, or of unknown latency
   * @param seconds how long the window was
   */
  public record Attainment(long scheduled, long attained, long unknown, double seconds) {
    /**
     * Tell the share that attained, 0 to 1, the least that it can be; NaN if none was scheduled.
     */
    public double share() {
      return (double) attained / scheduled;
    }

    /** Tell the most that the share can be: the same, if nothing is unknown. */
    public double shareAtMost() {
      return (double) (attained + unknown) / scheduled;
    }

    /**
     * Tell the lower end of the 95 % score interval (Wilson 1927) of {@link #share}; NaN if none
     * was scheduled.
     */
    public double low() {
      return scheduled == 0 ? Double.NaN : WilsonInterval.of(attained, scheduled).getLowerBound();
    }

    /** Tell the upper end of the interval of {@link #shareAtMost}. */
    public double high() {
      return scheduled == 0
          ? Double.NaN
          : WilsonInterval.of(attained + unknown, scheduled).getUpperBound();
    }

    /** Tell how many attained per second of the window, the least that it can be. */
    public double goodput() {
      return attained / seconds;
    }

    /** Tell the most that the goodput can be: the same, if nothing is unknown. */
    public double goodputAtMost() {
      return (attained + unknown) / seconds;
    }
  }
}
