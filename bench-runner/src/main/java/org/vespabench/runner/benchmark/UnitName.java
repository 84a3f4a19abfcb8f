package org.vespabench.runner.benchmark;

import org.vespabench.api.Benchmark;
import org.vespabench.runner.config.SettingValues;

/** Names a plugin's unit of work on a screen and in a result. */
public final class UnitName {
  private static final String UNKNOWN = "units";

  private UnitName() {}

  /** Ask the plugin; one that throws fails the run where it measures, not here. */
  public static String of(Benchmark benchmark, SettingValues settings) {
    try {
      return benchmark.unit(settings);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      return UNKNOWN;
    }
  }
}
