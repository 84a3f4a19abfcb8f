package org.vespabench.runner.measure;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Adds up the exchanges of one stage of a load test. Thread-safe: every method holds the object's
 * own lock.
 */
public final class StageRecorder {
  /** Less of the work than this in the window: then the window says nothing about the rate. */
  private static final double SHARE_IN_WINDOW = 0.5;

  /** The work over time is not known more finely, and the clock of a few requests is no rate. */
  private static final long SHORTEST_WINDOW_NANOS = WorkOverTime.BIN_NANOS;

  private final Recorder all = new Recorder();
  private final Map<String, Recorder> byModel = new TreeMap<>();
  private final Map<String, Recorder> byWorker = new TreeMap<>();
  private final Histogram sendLagMicros = new Histogram(3);
  private final EndTimes endTimes = new EndTimes();
  private final boolean open;
  private long scheduled;
  private long late;
  private long unsent;

  /** Make one for an open loop, where requests have a time at which they are to leave. */
  public static StageRecorder ofOpenLoop() {
    return new StageRecorder(true);
  }

  /** Make one for a closed loop. */
  public static StageRecorder ofClosedLoop() {
    return new StageRecorder(false);
  }

  private StageRecorder(boolean open) {
    this.open = open;
  }

  /** Count one that leaves. */
  public synchronized void sent() {
    scheduled++;
  }

  /** Count one that should have left already, but may not. */
  public synchronized void late() {
    late++;
  }

  /** Count one that was to leave and never will. */
  public synchronized void unsent(long intendedNanos) {
    scheduled++;
    unsent++;
    all.add(
        new Exchange(
            new Exchange.Stamps(intendedNanos, 0, 0, 0, intendedNanos),
            new OutputTimes(),
            0,
            null,
            Failure.of(FailureKind.UNSENT, "the test ended before it could be sent"),
            new Exchange.Connection(false, false)));
  }

  /**
   * Add one that has ended.
   *
   * @param model which model it was sent to, empty where there is only one
   * @param late whether it was held up on purpose: that is no lag of the client's own
   */
  public synchronized void add(Exchange exchange, String model, boolean late) {
    all.add(exchange);
    add(byModel, model, exchange);
    add(byWorker, exchange.routing().map(Exchange.Routing::worker).orElse(""), exchange);
    Exchange.Stamps stamps = exchange.stamps();
    if (open && !late && stamps.sent() != 0) {
      sendLagMicros.recordValue(Math.max(0, stamps.sent() - stamps.intended()) / 1_000);
    }
    if (exchange.succeeded()) {
      endTimes.add(stamps.done());
    }
  }

  private static void add(Map<String, Recorder> parts, String name, Exchange exchange) {
    if (!name.isEmpty()) {
      parts.computeIfAbsent(name, one -> new Recorder()).add(exchange);
    }
  }

  /** Show all of them, to look at while it goes on. */
  public Recorder all() {
    return all;
  }

  /**
   * Sum up.
   *
   * @param name what to call it
   * @param startNanos when its window began
   * @param endNanos when its window ended
   * @param requestedRate requests per second that were asked for, if they were
   * @param mostInFlight the most that were in flight at once
   * @param work of all stages
   */
  public synchronized StageFigures figures(
      String name,
      long startNanos,
      long endNanos,
      OptionalDouble requestedRate,
      int mostInFlight,
      DoneWork work) {
    Round round = all.round();
    boolean atOnce = round.requests() > 0 && endNanos - startNanos < SHORTEST_WINDOW_NANOS;
    Histograms histograms = new Histograms();
    all.addHistogramsTo(histograms);
    return new StageFigures(
        name,
        atOnce,
        atOnce ? round.seconds() : Math.max(1, endNanos - startNanos) / 1e9,
        atOnce ? OptionalDouble.empty() : requestedRate,
        scheduled,
        late,
        unsent,
        mostInFlight,
        round,
        histograms,
        sendLagMicros.copy(),
        endTimes.countUntil(endNanos),
        rates(round, atOnce, startNanos, endNanos, work),
        figures(byModel),
        figures(byWorker));
  }

  private static Map<String, StageFigures.PartFigures> figures(Map<String, Recorder> parts) {
    Map<String, StageFigures.PartFigures> figures = new TreeMap<>();
    parts.forEach(
        (name, recorder) -> {
          Histograms histograms = new Histograms();
          recorder.addHistogramsTo(histograms);
          figures.put(name, new StageFigures.PartFigures(recorder.round(), histograms));
        });
    return figures;
  }

  private static StageFigures.Rates rates(
      Round round, boolean atOnce, long startNanos, long endNanos, DoneWork work) {
    if (round.completed() == 0) {
      return new StageFigures.Rates(0, 0, false);
    }
    double inWindow = work.declaredRate(startNanos, endNanos);
    double units = inWindow * (endNanos - startNanos) / 1e9;
    return atOnce || units < SHARE_IN_WINDOW * round.declared()
        ? new StageFigures.Rates(round.throughput(), round.doneThroughput(), true)
        : new StageFigures.Rates(inWindow, work.doneRate(startNanos, endNanos), false);
  }
}
