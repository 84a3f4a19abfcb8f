package org.vespabench.api;

import java.util.List;
import java.util.Map;

/**
 * Measures how much work a backend does per second: the root of every plugin.
 *
 * <p>Most plugins implement {@link TestRequestProvider} instead, which says what one request is and
 * leaves the measuring to the runner. Implement this interface directly only for a procedure that
 * is not a load of requests.
 *
 * <p>List the class in {@code META-INF/services/org.vespabench.api.Benchmark}. It needs a public
 * constructor without parameters that does nothing, so that listing plugins is cheap and safe.
 *
 * @since 0.1
 */
public interface Benchmark {
  /**
   * Name this benchmark.
   *
   * @return always the same, never null
   */
  Coordinates coordinates();

  /**
   * Say in one line what is measured, for {@code bench list}.
   *
   * @return never null, empty by default
   */
  default String description() {
    return "";
  }

  /**
   * Measure. Called once, on a thread of its own. An interrupt ends every exchange in flight, so
   * that a thread that waits for one wakes.
   *
   * @param context what to measure with, never null
   * @return what was measured, never null
   * @throws BenchmarkException if nothing could be measured; its message is for the operator
   * @throws InterruptedException if the user stopped the run
   * @throws Exception for anything else that prevents a measurement: never return an invented
   *     number instead
   */
  BenchmarkResult run(BenchmarkContext context) throws Exception;

  /**
   * Name one unit of work, in the plural, as in {@code tokens}.
   *
   * @param settings the values in force, as the unit may depend on them
   * @return never null, {@code requests} by default
   */
  default String unit(Settings settings) {
    return "requests";
  }

  /**
   * List every setting that this plugin reads, and those of the runner's whose default it changes,
   * as in {@code Setting.RUNS.or(3)}.
   *
   * @return always the same, never null
   */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /**
   * Name the path that answers 200 once the backend is ready.
   *
   * @return starts with {@code /}, {@code /health} by default
   */
  default String healthPath() {
    return "/health";
  }

  /**
   * Ask the backend what it is: its model, its version. The answer becomes part of the result and
   * of the cache's key, so pick fields that do not change while a backend runs. An entry named as a
   * setting, such as {@code model}, becomes that setting's default.
   *
   * <p>May block: called on a thread of its own. What it throws is reported and means: unknown.
   *
   * @param http a session of its own, never null
   * @return by name, never null, empty by default
   */
  default Map<String, String> identity(HttpSession http) {
    return Map.of();
  }
}
