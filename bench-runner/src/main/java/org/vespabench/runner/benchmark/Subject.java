package org.vespabench.runner.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.api.BenchmarkException;
import org.vespabench.runner.config.DurationText;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingValue;
import org.vespabench.runner.config.SettingValues;
import org.vespabench.runner.http.HttpEngine;
import org.vespabench.runner.http.Proxy;
import org.vespabench.runner.measure.Result;

/**
 * What is measured: a backend, reached through an engine, with what it says of itself. Used by one
 * thread, but for {@link #engine()}.
 */
public final class Subject implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subject.class);
  private static final Duration IDENTITY_LIMIT = Duration.ofSeconds(10);

  private final RunPlan plan;
  private final RunObserver observer;
  private final HttpEngine engine;
  private final Instant startedAt = Instant.now();
  private final long startedNanos = System.nanoTime();
  private final List<String> notes = new ArrayList<>();
  private SettingValues settings;
  private Map<String, String> identity = Map.of();

  private Subject(RunPlan plan, HttpEngine engine, RunObserver observer) {
    this.plan = plan;
    this.engine = engine;
    this.observer = observer;
    this.settings = plan.settings();
  }

  /**
   * Open connections to it, when they are needed.
   *
   * @throws IllegalArgumentException if certificates or proxy cannot be used; for the operator
   */
  public static Subject open(RunPlan plan, RunObserver observer) {
    Proxy proxy = Proxy.of(plan.environment(), plan.url());
    Subject subject = new Subject(plan, HttpEngine.open(plan.http(), proxy), observer);
    if (!proxy.description().isEmpty()) {
      subject.note("requests go through the proxy " + proxy.description());
    }
    if (plan.http().insecure()) {
      subject.note("certificates are not verified (--insecure)");
    }
    return subject;
  }

  /** Tell the operator, and the result. */
  public void note(String line) {
    notes.add(line);
    observer.note(line);
  }

  /**
   * Wait for it if so asked, and ask it what it is.
   *
   * @throws BenchmarkException if it does not become ready in time
   */
  public void prepare() throws InterruptedException {
    Duration wait = settings.orDefault(RunnerSettings.WAIT);
    if (!wait.isZero()) {
      Readiness.await(engine, plan.benchmark().healthPath(), wait, observer);
    }
    identity = askIdentity();
    SettingValues more = settings.withIdentity(identity);
    settings
        .changes(more)
        .forEach(change -> note(change + ", as the backend says (nothing else set it)"));
    settings = more;
  }

  private Map<String, String> askIdentity() {
    try {
      return new TreeMap<>(plan.benchmark().identity(engine.session(IDENTITY_LIMIT)));
    } catch (RuntimeException | LinkageError | AssertionError e) {
      LOG.debug("the backend's identity is unknown", e);
      return Map.of();
    }
  }

  /** Tell the settings in force, after what the backend said of itself. */
  public SettingValues settings() {
    return settings;
  }

  /** Go on with those that were adapted. */
  public void settings(SettingValues adapted) {
    settings = adapted;
  }

  /** Tell what it says of itself. */
  public Map<String, String> identity() {
    return identity;
  }

  /** Send with this. */
  public HttpEngine engine() {
    return engine;
  }

  /** Tell how long it has been since the beginning. */
  public long elapsedNanos() {
    return System.nanoTime() - startedNanos;
  }

  /** List what was noted, and how exactly times are known. */
  public List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    if (!engine.longestPoll().isZero()) {
      all.add(
          "the backend was asked every %s whether it is done: times are known to within that"
              .formatted(DurationText.of(engine.longestPoll())));
    }
    return all;
  }

  /** State what was measured with what. */
  public Result.Origin origin() {
    Map<String, Result.Shown> shown = new LinkedHashMap<>();
    settings
        .all()
        .forEach(
            (name, value) ->
                shown.put(name, new Result.Shown(shown(name, value), value.source().label())));
    return new Result.Origin(
        plan.http().shownUrl(),
        plan.simulated(),
        plan.plugin(),
        Version.current(),
        plan.seed(),
        startedAt,
        TimeUnit.NANOSECONDS.toMillis(elapsedNanos()) / 1_000.0,
        shown,
        Machine.describe(),
        identity);
  }

  /** The URL's query may hold a key. */
  private String shown(String name, SettingValue value) {
    return name.equals(RunnerSettings.URL.name()) ? plan.http().shownUrl() : value.shown();
  }

  @Override
  public void close() {
    engine.close();
  }
}
