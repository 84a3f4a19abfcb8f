package org.vespabench.runner.slo;

import java.math.BigDecimal;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.SloVerdict;
import org.vespabench.runner.measure.WilsonInterval;

/**
 * Counts the samples on either side of a limit, and judges by the counts alone: they are exact, as
 * no histogram is. Not thread-safe.
 *
 * <p>Samples on an unknown side are taken as all within and as all beyond. If that makes a
 * difference, the verdict is undetermined.
 */
final class Tally {
  private long within;
  private long beyond;
  private long failed;
  private long unknown;

  void addWithin() {
    within++;
  }

  void addBeyond() {
    beyond++;
  }

  /** Count a failure: it lies beyond every bound. */
  void addFailed() {
    beyond++;
    failed++;
  }

  void addUnknown() {
    unknown++;
  }

  long count() {
    return within + beyond + unknown;
  }

  long beyond() {
    return beyond;
  }

  long failed() {
    return failed;
  }

  long unknown() {
    return unknown;
  }

  /**
   * Tell how many samples it takes to say that a limit is met: as many as the percentile that it is
   * a limit on. Where nothing may lie beyond, none is too few to find that something does.
   */
  static long samplesNeeded(BigDecimal allowed) {
    if (allowed.signum() == 0) {
      return 1;
    }
    double rank = BigDecimal.ONE.subtract(allowed).movePointRight(2).doubleValue();
    return Math.max(1, new Percentile("", rank).samplesNeeded());
  }

  boolean isEnough(BigDecimal allowed) {
    return count() >= samplesNeeded(allowed);
  }

  SloVerdict verdict(BigDecimal allowed) {
    SloVerdict best = verdict(beyond, allowed);
    SloVerdict worst = verdict(beyond + unknown, allowed);
    return best == worst ? best : SloVerdict.UNDETERMINED;
  }

  private SloVerdict verdict(long over, BigDecimal allowed) {
    if (count() == 0) {
      return SloVerdict.UNDETERMINED;
    }
    if (isEnough(allowed)) {
      // In decimals: 1 − 0.9 as a double is less than 0.1, and 10 of 100 would be too many.
      BigDecimal most = allowed.multiply(BigDecimal.valueOf(count()));
      return BigDecimal.valueOf(over).compareTo(most) <= 0 ? SloVerdict.MET : SloVerdict.MISSED;
    }
    boolean certain = WilsonInterval.of(over, count()).getLowerBound() > allowed.doubleValue();
    return certain ? SloVerdict.MISSED : SloVerdict.UNDETERMINED;
  }

  /**
   * Say why the verdict is what it is.
   *
   * @param what completes "3 of 100 …"
   */
  String reason(BigDecimal allowed, String what) {
    if (count() == 0) {
      return "there was no sample";
    }
    SloVerdict verdict = verdict(allowed);
    if (verdict == SloVerdict.UNDETERMINED && !isEnough(allowed)) {
      return "%d samples, it takes %d".formatted(count(), samplesNeeded(allowed));
    }
    String percent = allowed.movePointRight(2).stripTrailingZeros().toPlainString();
    String cut = unknown == 0 ? "" : ", with %d cut off".formatted(unknown);
    String counts = "%s of %d %s%s; %s %% may be".formatted(over(), count(), what, cut, percent);
    return verdict == SloVerdict.MISSED && !isEnough(allowed)
        ? "%s: too many already, though it takes %d samples to meet it"
            .formatted(counts, samplesNeeded(allowed))
        : counts;
  }

  private String over() {
    return unknown == 0 ? Long.toString(beyond) : beyond + " to " + (beyond + unknown);
  }
}
