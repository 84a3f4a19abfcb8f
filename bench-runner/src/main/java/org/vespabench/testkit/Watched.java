package org.vespabench.testkit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.vespabench.api.Benchmark;
import org.vespabench.api.BenchmarkContext;
import org.vespabench.api.BenchmarkResult;
import org.vespabench.api.Coordinates;
import org.vespabench.api.Setting;
import org.vespabench.api.Settings;

/**
 * Runs a plugin and tells how far it is: whether it is warming up, and when its {@code run} has
 * ended, which the engine does not wait for once it was interrupted. It asks the backend nothing
 * beforehand: there is no identity.
 */
final class Watched implements Benchmark {
  /** Completes normally, however the run ended. */
  final CompletableFuture<Void> ended = new CompletableFuture<>();

  private final Benchmark plugin;
  private volatile boolean warmingUp;

  Watched(Benchmark plugin) {
    this.plugin = plugin;
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    try {
      return plugin.run(new WatchedContext(context, phase -> warmingUp = phase.warmUp()));
    } finally {
      ended.complete(null);
    }
  }

  /** Tell whether the last request that was built is one of the warm-up: none is in a figure. */
  boolean isWarmingUp() {
    return warmingUp;
  }

  @Override
  public Coordinates coordinates() {
    return plugin.coordinates();
  }

  @Override
  public String unit(Settings settings) {
    return plugin.unit(settings);
  }

  @Override
  public List<Setting<?>> settings() {
    return plugin.settings();
  }
}
