package org.vespabench.runner.worker;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.benchmark.BenchmarkCache;
import org.vespabench.runner.benchmark.BenchmarkRunner;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.client.SystemProbe;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.runner.report.Numbers;

/** Takes the number of {@code .has_benchmark} where it matches, else runs the benchmark. */
public final class MeasuredCapacity implements CapacitySource {
  private static final Logger log = LoggerFactory.getLogger(MeasuredCapacity.class);

  private final RunPlan plan;
  private final BenchmarkCache cache;
  private final RunObserver observer;
  private final Object lock = new Object();
  // Both guarded by lock.
  private @Nullable BenchmarkRunner running;
  private boolean stopped;

  /**
   * Plan it.
   *
   * @param plan its settings decide on {@code --fresh} and {@code --strict}
   * @param cache where the number is kept
   */
  public MeasuredCapacity(RunPlan plan, BenchmarkCache cache, RunObserver observer) {
    this.plan = plan;
    this.cache = cache;
    this.observer = observer;
  }

  @Override
  public boolean isKept() {
    return !isFresh() && cache.hasNumber();
  }

  private boolean isFresh() {
    return plan.settings().orDefault(RunnerSettings.FRESH);
  }

  @Override
  public double unitsPerSecond() throws InterruptedException {
    try (SystemProbe probe = SystemProbe.open();
        BenchmarkRunner runner = BenchmarkRunner.open(plan, observer, probe)) {
      begin(runner);
      runner.prepare();
      Map<String, String> key = runner.cacheKey();
      OptionalDouble kept = isFresh() ? OptionalDouble.empty() : kept(key);
      return kept.isPresent() ? kept.getAsDouble() : measured(runner, key);
    } catch (IllegalArgumentException e) { // certificates, or a setting
      throw new BenchmarkException(String.valueOf(e.getMessage()), e);
    } finally {
      end();
    }
  }

  private OptionalDouble kept(Map<String, String> key) {
    BenchmarkCache.Lookup found = cache.find(key);
    if (!found.note().isEmpty()) {
      log.info("{}", found.note());
    }
    return found.isHit()
        ? OptionalDouble.of(Double.parseDouble(found.number()))
        : OptionalDouble.empty();
  }

  private double measured(BenchmarkRunner runner, Map<String, String> key)
      throws InterruptedException {
    Result result = runner.measure();
    checkNotStopped();
    if (!result.measured()) {
      throw new BenchmarkException(String.valueOf(result.reason()));
    }
    for (String reason : result.validity().reasons()) {
      log.warn("the number is {}: {}", result.validity().verdict(), reason);
    }
    boolean invalid = result.validity().verdict() == Verdict.INVALID;
    if (invalid && plan.settings().orDefault(RunnerSettings.STRICT)) {
      throw new BenchmarkException(
          "the result is invalid (--strict): " + String.join("; ", result.validity().reasons()));
    }
    double number = result.figures().throughput().orElseThrow();
    if (BenchmarkCache.isWorthKeeping(result)) {
      keep(Numbers.bare(number), result, key);
    } else {
      log.warn("the number is not kept, as it was cut short or its result is invalid");
    }
    return number;
  }

  private void keep(String number, Result result, Map<String, String> key) {
    try {
      cache.store(number, result.validity(), key);
    } catch (IOException e) { // the number is good all the same
      log.warn("the number cannot be kept: {}. Name another place (--cache-file).", e.toString());
    }
  }

  private void begin(BenchmarkRunner runner) throws InterruptedException {
    synchronized (lock) {
      running = runner;
    }
    checkNotStopped();
  }

  private void checkNotStopped() throws InterruptedException {
    synchronized (lock) {
      if (stopped) {
        throw new InterruptedException("the worker was stopped");
      }
    }
  }

  private void end() {
    synchronized (lock) {
      running = null;
    }
  }

  @Override
  public void stop() {
    BenchmarkRunner runner;
    synchronized (lock) {
      stopped = true;
      runner = running;
    }
    if (runner != null) {
      runner.interrupt("the worker was stopped");
    }
  }
}
