package org.vespabench.api;

/**
 * Holds the values in force. Implemented by the runner; immutable and thread-safe.
 *
 * @since 0.1
 */
public interface Settings {
  /**
   * Read one value.
   *
   * @param setting one of the plugin's {@link Benchmark#settings()}, or one of the runner's
   *     constants in {@link Setting}
   * @param <T> its type
   * @return the value in force, never null
   * @throws IllegalArgumentException if the plugin does not list that setting
   */
  <T> T get(Setting<T> setting);

  /**
   * Copy these with one value changed: for {@link TestRequestProvider#adapt}. The runner reports
   * each change in one line.
   *
   * @param setting as for {@link #get}
   * @param value the new value, never null
   * @param <T> its type
   * @return a copy, never null
   */
  <T> Settings with(Setting<T> setting, T value);
}
