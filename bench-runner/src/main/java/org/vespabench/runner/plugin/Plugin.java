package org.vespabench.runner.plugin;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.vespabench.api.BackendSimulator;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.api.Setting;
import org.vespabench.api.TestRequestProvider;

/**
 * Is a plugin that works. What a listing shows was asked once, under guard: use these rather than
 * the benchmark's own methods, which may throw anything.
 *
 * @param coordinates what it is called
 * @param benchmark its only instance
 * @param description one line, may be empty
 * @param settings all that it reads
 * @param unit its unit of work while all settings have their defaults
 * @param jar the path of its jar or directory of classes; never empty if it came from either
 * @param version the Implementation-Version of its jar, or empty
 */
public record Plugin(
    Coordinates coordinates,
    Benchmark benchmark,
    String description,
    List<Setting<?>> settings,
    String unit,
    String jar,
    String version) {
  /** Check that nothing is missing, and copy the settings. */
  public Plugin {
    requireNonNull(coordinates, "coordinates");
    requireNonNull(benchmark, "benchmark");
    requireNonNull(description, "description");
    settings = List.copyOf(settings);
    requireNonNull(unit, "unit");
    requireNonNull(jar, "jar");
    requireNonNull(version, "version");
  }

  /** Tell whether it is made of requests, so that it can be searched and load-tested. */
  public boolean isProvider() {
    return benchmark instanceof TestRequestProvider;
  }

  /** Tell whether it can play its backend. */
  public boolean isSimulator() {
    return benchmark instanceof BackendSimulator;
  }
}
