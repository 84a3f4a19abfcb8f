package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Benchmark;

/** Each check must fail for the plugin that breaks it, with a message of its own. */
@Timeout(120)
final class RunContractTest {
  @AfterEach
  void letGo() {
    BadRuns.Stubborn.released = true;
  }

  static Stream<Arguments> runs() {
    return Stream.of(
        arguments(
            new BadRuns.Guessing(),
            "it does not count work: of 4 successes on its own simulator 4 are estimated. Read the"
                + " reply, and return Work.done(units) if it tells them, Work.asDeclared() if it"
                + " proves them"),
        arguments(
            new BadRuns.Idle(),
            "it does not count work: 4 successes on its own simulator did 0 requests, declaring"
                + " 4.0"),
        arguments(
            new BadRuns.Inventing(),
            "it invents a number: 1.0 requests/s, 0 completed, 0 failed {}, although every reply"
                + " was a 503. Throw a BenchmarkException where nothing was measured"),
        arguments(
            new BadRuns.Credulous(),
            "it does not count work: it takes the reply 200 {} for a success, and all 4 successes"
                + " are estimated. Read the reply, and return Work.done(units) if it tells them,"
                + " Work.asDeclared() if it proves them"),
        arguments(
            new BadRuns.Optimistic(),
            "it invents a number: 1.0 requests/s, 0 completed, 8 failed {status:503=status 503:"
                + " {\"error\": \"busy\"}}, although every reply but those of the warm-up was a 503."
                + " Throw a BenchmarkException where nothing was measured"),
        arguments(
            new BadRuns.Silent(),
            "every reply was a 503, and it says only 'no luck'. Let the exception through, or"
                + " repeat its message, so that the operator knows what to do"),
        arguments(
            new BadRuns.Blind(),
            "it invents a number: 1.0 requests/s, 0 completed, 0 failed {}, although every reply"
                + " was cut short in the middle. Throw a BenchmarkException where nothing was"
                + " measured"),
        arguments(
            new BadRuns.Hasty(),
            "it invents a number: 1.0 requests/s, 0 completed, 0 failed {}, although it was"
                + " interrupted while no reply had come. Throw a BenchmarkException where nothing"
                + " was measured"));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void theBrokenCheckIsNamed(Benchmark plugin, String message) {
    assertThat(Breach.of(plugin)).isEqualTo(message);
  }

  @Test
  void whatCannotBeCheckedIsSaid() throws Exception {
    assertThat(skipped(new GoodPlugins.Strict()))
        .containsExactly(
            "whether work is counted was not checked: the plugin is no BackendSimulator, and made"
                + " no success of the reply 200 {}");
    assertThat(skipped(new GoodPlugins.Own())).isEmpty();
    assertThat(skipped(new GoodPlugins.Hello())).isEmpty();
  }

  private static List<String> skipped(Benchmark plugin) throws Exception {
    return new RunContract(new Subject(PluginRun.of(plugin), Duration.ofSeconds(10))).check();
  }

  @Test
  void theSimulatorMustAnswer() {
    assertThat(Breach.of(new BadRuns.Unanswered()))
        .startsWith("on its own simulator it measured: the warm-up request failed: ")
        .contains("404", "no such path")
        .endsWith(
            "The simulator must answer every request of the plugin, and the plugin must understand"
                + " it");
  }

  @Test
  void aFollowUpThatFailsMustNotBeWork() {
    assertThat(Breach.of(new BadRuns.Hopeful()))
        .startsWith("it invents a number: ")
        .contains(
            "4 completed, 0 failed {}, although every reply after the first of a request was a"
                + " 503. ");
  }

  @Test
  void anInterruptMustEndIt() {
    BadRuns.Stubborn.released = false;

    assertThat(Breach.of(new BadRuns.Stubborn(), Duration.ofMillis(200)))
        .isEqualTo(
            "its run goes on 200 ms after an interrupt. Let InterruptedException through, and wait"
                + " for nothing but what the context and its sessions give");
  }
}
