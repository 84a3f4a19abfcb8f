package org.vespabench.testkit;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vespabench.api.Benchmark;

/**
 * Is the plugin whose contract is checked.
 *
 * @param run the plugin and its settings
 * @param patience how long what should end at once may take, on a machine that is busy
 */
record Subject(PluginRun run, Duration patience) {
  /** The sentence that names a plugin's class, and says what is wrong. */
  static final String BREACH = "%s breaks the contract: %s";

  Benchmark plugin() {
    return run.plugin();
  }

  /** Measure little, and never without end. */
  PluginRun quick() {
    return run.with("method", "rounds")
        .with("runs", "1")
        .with("concurrency", "2")
        .with("requests", "4")
        .with("deadline", "30s");
  }

  /** Make the error of a broken contract. */
  AssertionError broken(String why, Object... values) {
    return broken(null, why, values);
  }

  AssertionError broken(@Nullable Throwable cause, String why, Object... values) {
    String name = plugin().getClass().getName();
    return new AssertionError(BREACH.formatted(name, why.formatted(values)), cause);
  }

  /** Ask the plugin something that must be there and must not throw. */
  <T> T ask(String method, Supplier<T> call) {
    T answer;
    try {
      answer = call.get();
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      // Who builds a request has wrapped what its next() threw.
      throw broken(e, "its %s failed: %s", method, e.getCause() == null ? e : e.getCause());
    }
    if (answer == null) {
      throw broken(
          "its %s returned null. Return what its javadoc asks for, empty if need be", method);
    }
    return answer;
  }
}
