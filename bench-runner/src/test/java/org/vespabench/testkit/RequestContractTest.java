package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Benchmark;

/** Each check must fail for the plugin that breaks it, with a message of its own. */
@Timeout(120)
final class RequestContractTest {
  static Stream<Arguments> requests() {
    return Stream.of(
        arguments(
            new BadRequests.Nothing(),
            "its next() of the warm-up failed: org.vespabench.api.BenchmarkException: the plugin"
                + " made no request: its next() returned null"),
        arguments(
            new BadRequests.Counter(),
            "request 0 is another when it is built again: '…GET /2 {} , declaring 1.0', and then"
                + " '…GET /18 {} , declaring 1.0'. Build it from the context alone: next is pure,"
                + " and all that is random in it comes from context.random() and"
                + " context.prompt(…)"),
        arguments(
            new BadRequests.Sharing(),
            "two replies share one reader, a org.vespabench.testkit.GoodPlugins$Counting, which has"
                + " fields. Give streaming(…) a supplier that makes a new one, as in"
                + " streaming(Reader::new)"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void theBrokenCheckIsNamed(Benchmark plugin, String message) {
    assertThat(Breach.of(plugin)).isEqualTo(message);
  }

  @Test
  void anotherInstanceMustBuildTheSameRequest() {
    assertThat(Breach.of(new BadRequests.Individual()))
        .startsWith("request 0 is another when another instance builds it: '…")
        .contains("X-Instance=i1");
  }

  @Test
  void anotherThreadMustBuildTheSameRequest() {
    assertThat(Breach.of(new BadRequests.Threadbound()))
        .startsWith("request 0 is another on another thread: '…")
        .contains("X-Thread=" + Thread.currentThread().getName());
  }

  @Test
  void requestsMustDifferInWhatABackendRemembers() {
    assertThat(Breach.of(new BadRequests.Monotonous()))
        .isEqualTo(
            "requests 0 and 1 are the same, so that a backend may answer from its cache: GET /same"
                + " {X-Index=1} , declaring 1.0. Put context.prompt(…) or context.random() into"
                + " each");
  }

  @Test
  void asManyRequestsMustDifferAsARunSends() {
    assertThat(Breach.of(new BadRequests.Dice()))
        .startsWith("requests ")
        .contains(" are the same, so that a backend may answer from its cache: POST /embed");
  }

  @Test
  void anotherSeedMustBuildOtherRequests() {
    assertThat(Breach.of(new BadRequests.Unseeded()))
        .startsWith("request 0 is the same with another seed, so that a backend may remember it")
        .endsWith("Put context.prompt(…) or context.random() into it, not the index alone");
  }
}
