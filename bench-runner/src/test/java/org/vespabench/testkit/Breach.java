package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.vespabench.api.Benchmark;

/** What the kit says of a plugin that breaks its contract. */
final class Breach {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Breach() {}

  /** Tell it without the name of the class, which is held as well. */
  static String of(Benchmark plugin) {
    return of(plugin, PATIENCE);
  }

  static String of(Benchmark plugin, Duration patience) {
    Subject subject = new Subject(PluginRun.of(plugin), patience);
    AssertionError error =
        catchThrowableOfType(
            AssertionError.class, () -> PluginAssertions.assertKeepsContract(subject));
    String prefix = plugin.getClass().getName() + " breaks the contract: ";
    assertThat(error).hasMessageStartingWith(prefix);
    return error.getMessage().substring(prefix.length());
  }
}
