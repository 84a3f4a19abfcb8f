package org.vespabench.runner.measure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Watches a closed loop that keeps a number of requests in flight, and decides when its window
 * begins and ends. {@code docs/metrics.md} has the definitions.
 *
 * <p>The window begins when as many requests have ended as are in flight: at the start all of them
 * are new, later their ages differ, and a request that waits for its turn has done nothing yet.
 * Where the first moment was taken, the rate of a backend with a queue came out 2 % too high.
 * Failures, of which one slot may have many while others still work on their first request, do not
 * count for that.
 *
 * <p>Thread-safe: every method holds the object's own lock.
 */
public final class SustainedRecorder {
  /** Fewer say too little about how much they differ. */
  private static final int FEWEST_BATCHES = 5;

  /** More would be short: the machine's own moods last seconds. */
  private static final int MOST_BATCHES = 30;

  /** Neighbours hardly depend on each other when each is three exchanges long. */
  private static final double BATCH_IN_EXCHANGES = 3;

  /** How much longer than the longest success the wait for the next one may be. */
  private static final double PATIENCE = 1.5;

  /** A short burst of refusals is not the end of a backend whose successes are quick. */
  private static final double PATIENCE_FLOOR_NANOS = 5e8;

  /** How long a backend may refuse all others while its very first request hangs. */
  private static final long NOTHING_YET_NANOS = 5_000_000_000L;

  private final int concurrency;
  private final Duration planned;
  private final boolean countDone;
  private final WorkOverTime declared;
  private final WorkOverTime done;
  private final Recorder before = new Recorder();
  private final Recorder inWindow = new Recorder();
  private final Histogram e2eMicros = new Histogram(3);
  private long windowStart;
  private boolean windowOpen;
  private long windowEnd = Long.MAX_VALUE;
  private long firstIntended;
  private long ended;
  private long endedOfTheFirst;
  private long succeeded;
  private long lastSuccess;
  private long failuresInARow;

  /**
   * Begin to watch.
   *
   * @param concurrency requests in flight
   * @param planned how long the window is to be
   * @param countDone whether done work makes the number, not declared work
   * @param nowNanos when the first request is about to leave
   */
  public SustainedRecorder(int concurrency, Duration planned, boolean countDone, long nowNanos) {
    this.concurrency = concurrency;
    this.planned = requireNonNull(planned, "planned");
    this.countDone = countDone;
    this.declared = new WorkOverTime(nowNanos);
    this.done = new WorkOverTime(nowNanos);
  }

  /** Add one exchange that has ended. */
  public synchronized void add(Exchange exchange) {
    countTheFirst(exchange.stamps().intended());
    if (exchange.failure() != null && exchange.failure().kind() == FailureKind.CUT) {
      cut(exchange.stamps());
      return;
    }
    if (exchange.failure() == null) {
      succeeded++;
      lastSuccess = Math.max(lastSuccess, exchange.stamps().done());
      failuresInARow = 0;
      declared.add(exchange, exchange.declared());
      done.add(exchange, exchange.done());
      e2eMicros.recordValue((exchange.stamps().done() - exchange.stamps().sent()) / 1_000);
    } else {
      failuresInARow++;
    }
    boolean counts = windowOpen && exchange.stamps().intended() >= windowStart;
    (counts ? inWindow : before).add(exchange);
    openWindow(exchange.stamps().done());
  }

  /** The first requests, one for each slot, are all intended for the same moment. */
  private void countTheFirst(long intended) {
    firstIntended = ended == 0 ? intended : firstIntended;
    endedOfTheFirst += intended == firstIntended ? 1 : 0;
    ended++;
  }

  /** Nobody knows what it had done: the window ends where all that ran has ended by itself. */
  private void cut(Exchange.Stamps stamps) {
    windowEnd = Math.min(windowEnd, stamps.sent() == 0 ? stamps.intended() : stamps.sent());
  }

  private void openWindow(long nowNanos) {
    boolean full = succeeded >= concurrency || endedOfTheFirst >= concurrency;
    if (!windowOpen && full && succeeded > 0) {
      windowOpen = true;
      windowStart = nowNanos;
      windowEnd = Math.min(windowEnd, nowNanos + planned.toNanos());
    }
  }

  /** Tell whether to send no more: the window is over, or nothing succeeds. */
  public synchronized boolean isOver(long nowNanos) {
    if (windowOpen && nowNanos >= windowEnd) {
      return true;
    }
    if (nothingWorks(nowNanos) || worksNoMore(nowNanos)) {
      windowEnd = Math.min(windowEnd, nowNanos);
      return true;
    }
    return false;
  }

  private boolean nothingWorks(long nowNanos) {
    boolean allTried = endedOfTheFirst >= concurrency;
    boolean longEnough =
        failuresInARow >= mostFailuresInARow() && nowNanos - firstIntended > NOTHING_YET_NANOS;
    return succeeded == 0 && (allTried || longEnough);
  }

  /**
   * Many failures in a row, for longer than any success took: those of one slot, beside others that
   * still work, are not enough.
   */
  private boolean worksNoMore(long nowNanos) {
    double longest = e2eMicros.getMaxValue() * 1_000.0;
    return succeeded > 0
        && failuresInARow >= mostFailuresInARow()
        && nowNanos - lastSuccess > Math.max(PATIENCE_FLOOR_NANOS, PATIENCE * longest);
  }

  /** A backend that is gone answers at once: thousands of failures would tell nothing new. */
  private long mostFailuresInARow() {
    return Math.max(100, 10L * concurrency);
  }

  /** Tell when the window began; empty before that. */
  public synchronized Optional<Long> windowStart() {
    return windowOpen ? Optional.of(windowStart) : Optional.empty();
  }

  /** The exchanges that were to begin within the window, and whose latencies and errors count. */
  public Recorder inWindow() {
    return inWindow;
  }

  /** The exchanges that began before. */
  public Recorder before() {
    return before;
  }

  /** Work out the rate, when all have ended; empty if the window never began, or is no time. */
  public synchronized Optional<SustainedRate> rate() {
    long nanos = windowOpen ? windowEnd - windowStart : 0;
    if (nanos < 2 * WorkOverTime.BIN_NANOS) {
      return Optional.empty();
    }
    double batchAtLeast = BATCH_IN_EXCHANGES * e2eMicros.getValueAtPercentile(50) * 1_000.0;
    int most = (int) Math.min(MOST_BATCHES, nanos / Math.max(1, batchAtLeast));
    boolean enough = most >= FEWEST_BATCHES;
    int batches = enough ? most : 1;
    // One bin is lost at the start, as the window begins within it.
    long batchNanos = WorkOverTime.wholeBins((nanos - WorkOverTime.BIN_NANOS) / batches);
    double[] ofDeclared = declared.rates(windowStart, batchNanos, batches);
    double[] ofDone = done.rates(windowStart, batchNanos, batches);
    List<Double> ofNumber = Arrays.stream(countDone ? ofDone : ofDeclared).boxed().toList();
    return Optional.of(
        new SustainedRate(
            mean(ofDeclared),
            mean(ofDone),
            MeanInterval.ofBatches(ofNumber),
            concurrency,
            nanos / 1e9,
            planned.toNanos() / 1e9,
            batchNanos / 1e9,
            MeanInterval.effectiveSize(ofNumber),
            FEWEST_BATCHES * batchAtLeast / 1e9,
            before.ended(),
            before.round().failed(),
            failuresInARow >= mostFailuresInARow() ? failuresInARow : 0));
  }

  private static double mean(double[] rates) {
    return Arrays.stream(rates).average().orElse(Double.NaN);
  }
}
