package org.vespabench.runner.measure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Adds up the exchanges of one load. Thread-safe: every method holds the object's own lock. */
public final class Recorder {
  private final Histograms histograms = new Histograms();
  private final Map<String, double[]> details = new TreeMap<>();
  private final Map<String, Round.ErrorCount> errors = new LinkedHashMap<>();
  private long completed;
  private long failed;
  private double declared;
  private double done;
  private long estimated;
  private long firstSent = Long.MAX_VALUE;
  private long lastDone = Long.MIN_VALUE;
  private long fresh;
  private long reused;
  private long resent;

  /** Add one exchange that has ended. */
  public synchronized void add(Exchange exchange) {
    Exchange.Stamps stamps = exchange.stamps();
    firstSent = Math.min(firstSent, stamps.sent() == 0 ? stamps.intended() : stamps.sent());
    lastDone = Math.max(lastDone, stamps.done());
    fresh += exchange.connection().fresh() ? 1 : 0;
    reused += leftOnOneThatWasThere(exchange) ? 1 : 0;
    resent += exchange.connection().resent() ? 1 : 0;
    Failure failure = exchange.failure();
    if (failure == null) {
      addSuccess(exchange);
    } else {
      failed++;
      errors.merge(
          failure.label(), new Round.ErrorCount(1, failure), (before, one) -> before.plusOne());
    }
  }

  private static boolean leftOnOneThatWasThere(Exchange exchange) {
    boolean left =
        exchange.routing().map(Exchange.Routing::sent).orElse(exchange.stamps().sent()) != 0;
    return left && !exchange.connection().fresh();
  }

  private void addSuccess(Exchange exchange) {
    completed++;
    declared += exchange.declared();
    done += exchange.done();
    estimated += exchange.estimated() ? 1 : 0;
    histograms.record(exchange);
    if (exchange.work() != null) {
      exchange.work().details().forEach(this::addDetail);
    }
  }

  private void addDetail(String name, double value) {
    double[] sumAndCount = details.computeIfAbsent(name, key -> new double[2]);
    sumAndCount[0] += value;
    sumAndCount[1]++;
  }

  /** Sum up what was added so far. */
  public synchronized Round round() {
    Map<String, Double> means = new TreeMap<>();
    details.forEach((name, sumAndCount) -> means.put(name, sumAndCount[0] / sumAndCount[1]));
    long nanos = completed + failed == 0 ? 0 : Math.max(1, lastDone - firstSent);
    return new Round(
        completed, failed, declared, done, estimated, Duration.ofNanos(nanos), means, errors);
  }

  /** Count what has ended so far. */
  public synchronized long ended() {
    return completed + failed;
  }

  /** Count the successes so far. */
  public synchronized long completedSoFar() {
    return completed;
  }

  /** Read off a percentile of E2E so far, in milliseconds; 0 without a success. */
  public synchronized double e2eMillisSoFar(Percentile percentile) {
    return histograms.of(Latency.E2E).getValueAtPercentile(percentile.rank()) / 1_000.0;
  }

  /** Sum the units done so far. */
  public synchronized double doneSoFar() {
    return done;
  }

  /** Count how they came by their connections. */
  public synchronized Result.Connections connections() {
    return new Result.Connections(fresh, reused, resent);
  }

  /** Add the latencies to others. */
  public synchronized void addHistogramsTo(Histograms sum) {
    sum.add(histograms);
  }
}
