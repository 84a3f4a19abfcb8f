package org.vespabench.runner.client;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.vespabench.runner.measure.ClientFigures;
import org.vespabench.runner.measure.Percentile;
import org.vespabench.runner.measure.Validity;

/**
 * Decides whether a result is the backend's, or that of a client that could not keep up. {@code
 * docs/metrics.md} explains the limits.
 *
 * <p>Limits on delays are relative to the median E2E, as a delay that is a small part of what is
 * measured does no harm, but have a floor: below it a healthy client is late as well.
 */
public final class ClientLimits {
  /**
   * On its own cores a client was seen to send with a p99 of 0.2 to 1.2 ms at up to 5,000
   * requests/s; where neighbours share the machine, less than 5 ms is noise.
   */
  static final double SEND_LAG_FLOOR_MILLIS = 5;

  /** E2E counts from the intended time: so much of it is the client's own. */
  static final double SEND_LAG_SUSPECT = 0.05;

  /** Then E2E shows the client's queue as much as the backend's. */
  static final double SEND_LAG_INVALID = 0.5;

  /**
   * An event takes some 14 µs. At 50,000 events/s, 70 % of a core, the median was still right, but
   * one in ten was up to 24 ms late; at twice as many the median was 14 ms late.
   */
  static final double IO_THREAD_SUSPECT = 0.8;

  /** Past saturation it reads several events at once: rates still look fine, times are wrong. */
  static final double IO_THREAD_INVALID = 0.95;

  /** Gaps inside one read are in no figure: so many would make the others a selection. */
  static final double ONE_READ_SUSPECT = 0.2;

  /**
   * Single young collections of 40 to 280 ms were seen with the serial collector; with G1 and ZGC,
   * none.
   */
  static final double GC_PAUSE_FLOOR_MILLIS = 50;

  /** What arrives during a pause is stamped after it: so much of a latency is the client's own. */
  static final double GC_PAUSE_SUSPECT = 0.05;

  /** Without idle time threads wait for a processor, and what they wait is in every figure. */
  static final double BUSY_SUSPECT = 0.95;

  private static final String RELIEF = "give it more cores, lower the rate or use several clients";

  private ClientLimits() {}

  /**
   * Add what speaks against the client.
   *
   * @param client its figures over the measured window; what is NaN is in no reason
   * @param sendLagMicros from the intended to the real time of sending; empty for a closed loop
   * @param medianE2eMillis of the successes; NaN if there were none
   * @param shareInOneRead the share of gaps between events that fell inside one socket read, 0 to
   *     1; 0 if nothing was streamed
   * @param before what is known already
   * @return the same with one sentence more for each limit that was passed
   */
  public static Validity assess(
      ClientFigures client,
      Histogram sendLagMicros,
      double medianE2eMillis,
      double shareInOneRead,
      Validity before) {
    Validity validity = sendLag(sendLagMicros, medianE2eMillis, before);
    validity = ioThread(client.busiestIoThread(), validity);
    validity = oneRead(shareInOneRead, client.busiestIoThread(), validity);
    validity = gcPause(client.longestGcPauseMillis(), medianE2eMillis, validity);
    return processors(client, validity);
  }

  private static Validity sendLag(Histogram micros, double medianE2eMillis, Validity before) {
    // The highest that a short run has: if a p90 is too high, so is the p99.
    Optional<Percentile> highest =
        Stream.of(Percentile.P99, Percentile.P95, Percentile.P90, Percentile.P50)
            .filter(each -> each.millis(micros).isPresent())
            .findFirst();
    double millis = highest.map(each -> each.millis(micros).orElse(0)).orElse(0.0);
    if (highest.isEmpty()
        || millis <= atLeast(SEND_LAG_FLOOR_MILLIS, SEND_LAG_SUSPECT * medianE2eMillis)) {
      return before;
    }
    String reason =
        text(
            "the client sent late: the %s of its send lag is %.1f ms%s; unless connecting is"
                + " slow, %s",
            highest.get().label(), millis, median(medianE2eMillis), RELIEF);
    return millis > SEND_LAG_INVALID * medianE2eMillis
        ? before.invalid(reason)
        : before.suspect(reason);
  }

  private static Validity ioThread(double busy, Validity before) {
    if (busy > IO_THREAD_INVALID) {
      return before.invalid(
          text(
              "the client is the bottleneck: its busiest I/O thread worked for %.0f %% of the"
                  + " time, so rates are its own and times are wrong; %s",
              100 * busy, RELIEF));
    }
    return busy > IO_THREAD_SUSPECT
        ? before.suspect(
            text(
                "the client may be the bottleneck: its busiest I/O thread worked for %.0f %% of"
                    + " the time, so events waited to be read; %s",
                100 * busy, RELIEF))
        : before;
  }

  private static Validity oneRead(double share, double busy, Validity before) {
    return share > ONE_READ_SUSPECT
        ? before.suspect(
            text(
                "%.0f %% of the gaps between events fell inside one read: either the backend or a"
                    + " proxy sends several at once, or the client reads too slowly (its busiest"
                    + " I/O thread: %s); then %s, else trust TPOT alone",
                100 * share, Double.isNaN(busy) ? "unknown" : text("%.0f %%", 100 * busy), RELIEF))
        : before;
  }

  private static Validity gcPause(long millis, double medianE2eMillis, Validity before) {
    return millis > atLeast(GC_PAUSE_FLOOR_MILLIS, GC_PAUSE_SUSPECT * medianE2eMillis)
        ? before.suspect(
            text(
                "the client stood still for %d ms to collect garbage%s, and what arrived meanwhile"
                    + " was stamped late: give it a bigger heap, as in BENCH_JAVA_OPTS=-Xmx2g",
                millis, median(medianE2eMillis)))
        : before;
  }

  private static Validity processors(ClientFigures client, Validity before) {
    if (client.cpuCores() > BUSY_SUSPECT * client.cores()) {
      return before.suspect(
          text(
              "the client used all of its processors (%.2f of %d), so that its own threads waited"
                  + " for each other; %s",
              client.cpuCores(), client.cores(), RELIEF));
    }
    return client.machineBusy() > BUSY_SUSPECT
        ? before.suspect(
            text(
                "the client's machine was busy for %.0f %% of the time, %.2f of %d cores with the"
                    + " client itself, which had to wait for its turn: keep other programs off it,"
                    + " or lower the rate",
                100 * client.machineBusy(), client.cpuCores(), client.cores()))
        : before;
  }

  /** Not Math.max, which an unknown share would make unknown. */
  private static double atLeast(double floor, double share) {
    return share > floor ? share : floor;
  }

  private static String median(double e2eMillis) {
    return Double.isNaN(e2eMillis) ? "" : text(" (median E2E: %.1f ms)", e2eMillis);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
