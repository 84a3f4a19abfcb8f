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
 * Runs a plugin and tells when its {@code run} has ended, which the engine does not wait for once
 * it was interrupted. It asks the backend nothing beforehand: there is no identity.
 */
final class Watched implements Benchmark {
  /** Completes normally, however the run ended. */
  final CompletableFuture<Void> ended = new CompletableFuture<>();

  private final Benchmark plugin;

  Watched(Benchmark plugin) {
    this.plugin = plugin;
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    try {
      return plugin.run(context);
    } finally {
      ended.complete(null);
    }
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
