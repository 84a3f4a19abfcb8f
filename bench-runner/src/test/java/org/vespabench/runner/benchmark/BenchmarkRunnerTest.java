package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.client.ClientProbe;
import org.vespabench.runner.measure.Latency;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.measure.Round;
import org.vespabench.runner.measure.Verdict;
import org.vespabench.runner.simulate.Capacity;
import org.vespabench.runner.simulate.SimulatedBackend;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class BenchmarkRunnerTest {
  private static final ScriptedReply OK = ScriptedReply.json("{\"done\": 10}");
  private static final ScriptedReply BROKEN = ScriptedReply.status(500, "out of memory");

  @Test
  void theBestRoundIsTheNumber() throws Exception {
    Capacity capacity = Capacity.defaults().withSlots(2).withStreamRate(40);
    try (SimulatedBackend backend = SimulatedBackend.start(new Words(), capacity, 0);
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(result.reason()).isNull();
      assertThat(result.unit()).isEqualTo("words");
      assertThat(result.coordinates()).isEqualTo("test.words:benchmark");
      assertThat(result.interrupted()).isFalse();
      assertThat(run.rounds()).containsExactly("1/3 2+0", "2/3 2+0", "3/3 2+0");
      assertThat(run.hasEnded()).isTrue();
      List<Round> rounds = result.figures().rounds();
      assertThat(result.figures().throughput().orElseThrow())
          .isEqualTo(rounds.stream().mapToDouble(Round::throughput).max().orElseThrow())
          .isLessThanOrEqualTo(2 * 10 / 0.35)
          .isGreaterThan(20);
      assertThat(result.figures().planned()).isEqualTo(3);
      assertThat(result.figures().mean().count()).isEqualTo(3);
      assertThat(backend.books().count()).as("with the warm-up").isEqualTo(7);
      assertThat(result.figures().histograms().of(Latency.E2E).getTotalCount()).isEqualTo(6);
      assertThat(result.figures().connections().fresh()).as("the warm-up's is not counted").isOne();
      assertThat(result.notes()).containsExactly("6 samples show no p99: it takes 459");
    }
  }

  @Test
  void everyPromptIsAnotherAndFollowsFromTheSeed() throws Exception {
    HashSet<String> before = new HashSet<>();
    for (String seed : List.of("7", "7", "8")) {
      try (ScriptedBackend backend = Words.backend(OK)) {
        Result result = Run.result(new Words(), backend.url(), Map.of("seed", seed));

        assertThat(result.origin().seed()).isEqualTo(Long.parseLong(seed));
        HashSet<String> bodies = new HashSet<>(Words.bodies(backend));
        assertThat(bodies).hasSize(7);
        if (seed.equals("8")) {
          assertThat(bodies).doesNotContainAnyElementsOf(before);
        } else {
          assertThat(before.isEmpty() || before.equals(bodies)).isTrue();
        }
        before = bodies;
      }
    }
  }

  @Test
  void aRoundMayHaveMoreRequestsThanAreInFlight() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK);
        Run run =
            Run.of(
                new Words(),
                backend.url(),
                Map.of("requests", "5", "runs", "2", "concurrency", "2"))) {
      run.measure();

      assertThat(run.rounds()).containsExactly("1/2 5+0", "2/2 5+0");
      assertThat(Words.bodies(backend)).hasSize(11).doesNotHaveDuplicates();
    }
  }

  @Test
  void aRoundWithoutSuccessIsSkippedAndSaid() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, BROKEN, BROKEN, OK);
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(run.rounds()).containsExactly("1/3 0+2", "2/3 2+0", "3/3 2+0");
      assertThat(result.measured()).isTrue();
      assertThat(result.figures().mean().count()).isEqualTo(2);
      assertThat(result.validity().verdict()).isEqualTo(Verdict.SUSPECT);
      assertThat(result.validity().reasons())
          .contains("1 of 3 rounds had no success", "2 of 6 requests failed");
    }
  }

  @Test
  void whenAllRoundsFailTheFirstFailureIsTheReason() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, BROKEN)) {
      Result result = Run.result(new Words(), backend.url(), Map.of());

      assertThat(result.measured()).isFalse();
      assertThat(result.figures().throughput()).isEmpty();
      assertThat(result.reason())
          .isEqualTo(
              "none of 6 requests succeeded: status 500: out of memory. Look at the backend's own"
                  + " log. See docs/troubleshooting.md#backend-error");
      assertThat(result.validity().verdict()).isEqualTo(Verdict.INVALID);
      assertThat(result.validity().reasons()).containsExactly("nothing was measured");
    }
  }

  @Test
  void whenTheWarmUpFailsNothingElseIsSent() throws Exception {
    try (ScriptedBackend backend = Words.backend(BROKEN)) {
      Result result = Run.result(new Words(), backend.url(), Map.of());

      assertThat(result.reason())
          .isEqualTo(
              "the warm-up request failed: status 500: out of memory. Look at the backend's own log."
                  + " See docs/troubleshooting.md#backend-error");
      assertThat(result.figures().rounds()).isEmpty();
      assertThat(Words.bodies(backend)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rounds", "sustained"})
  void aClientThatIsTheBottleneckMakesTheNumberInvalid(String method) throws Exception {
    ClientProbe saturated =
        () ->
            new ClientProbe.Sample(
                System.nanoTime(),
                -1,
                Double.NaN,
                0,
                0,
                0,
                Map.of("httpclient-dispatch-1@1", System.nanoTime()));
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result =
          Run.watched(
              new Words(), backend.url(), Map.of("method", method, "duration", "1s"), saturated);

      assertThat(result.measured()).isTrue();
      assertThat(result.validity().verdict()).isEqualTo(Verdict.INVALID);
      assertThat(result.validity().reasons())
          .anyMatch(reason -> reason.startsWith("the client is the bottleneck"));
    }
  }

  @Test
  void workThatWasNotDoneMakesTheNumberSuspect() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.json("{\"done\": 4}"))) {
      Result result = Run.result(new Words(), backend.url(), Map.of());

      assertThat(
              result.figures().doneThroughput().orElseThrow()
                  / result.figures().throughput().orElseThrow())
          .isEqualTo(0.4, offset(1e-9));
      assertThat(result.validity().reasons())
          .contains(
              "only 40 % of the declared work was done: an autoscaler that plans with the declared"
                  + " number expects more of this worker than it does, unless its clients' requests"
                  + " end as early; --count done makes the done work the number; where lengths vary,"
                  + " --method sustained waits for no longest request");
    }
  }

  @Test
  void moreWorkThanDeclaredIsNoted() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.json("{\"done\": 17}"))) {
      assertThat(Run.result(new Words(), backend.url(), Map.of()).notes())
          .anyMatch(note -> note.startsWith("170 % of the declared work was done"));
      assertThat(Run.result(new Words(), backend.url(), Map.of("count", "done")).notes())
          .noneMatch(note -> note.contains("of the declared work"));
    }
  }

  @Test
  void theWorkDoneIsTheNumberIfAskedFor() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.json("{\"done\": 4}"))) {
      Result result = Run.result(new Words(), backend.url(), Map.of("count", "done"));

      assertThat(result.figures().throughput().orElseThrow())
          .isEqualTo(result.figures().doneThroughput().orElseThrow())
          .isEqualTo(
              result.figures().rounds().stream()
                  .mapToDouble(Round::doneThroughput)
                  .max()
                  .orElseThrow());
      assertThat(result.validity().reasons()).noneMatch(reason -> reason.contains("declared"));
    }
  }

  @Test
  void noWorkAtAllIsNoNumber() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.json("{\"done\": 0}"))) {
      Result result = Run.result(new Words(), backend.url(), Map.of("count", "done"));

      assertThat(result.reason()).isEqualTo("the backend says that it did no work in 6 requests");
    }
  }

  @Test
  void workThatNobodyCountedIsSaidToBeEstimated() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.json("{}"))) {
      Result result = Run.result(new Words(), backend.url(), Map.of());

      assertThat(result.validity().reasons())
          .contains(
              "the backend does not say how much it did in 6 of 6 requests: what they declared was"
                  + " taken");
    }
  }

  @Test
  void whatTheBackendSaysOfItselfIsTheDefault() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK).on("/model", ScriptedReply.text("tiny"));
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(run.notes())
          .containsExactly("model=tiny, as the backend says (nothing else set it)");
      assertThat(result.notes()).contains(run.notes().get(0));
      assertThat(result.origin().identity()).isEqualTo(Map.of("model", "tiny"));
      assertThat(result.origin().settings().get("model"))
          .isEqualTo(new Result.Shown("tiny", "the backend"));
      assertThat(Words.bodies(backend)).allMatch(body -> body.contains("\"model\":\"tiny\""));
    }
  }

  @Test
  void whatTheUserSetIsNotReplacedByTheBackend() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK).on("/model", ScriptedReply.text("tiny"));
        Run run = Run.of(new Words(), backend.url(), Map.of("model", "large"))) {
      Result result = run.measure();

      assertThat(run.notes()).isEmpty();
      assertThat(result.origin().identity()).isEqualTo(Map.of("model", "tiny"));
      assertThat(Words.bodies(backend)).allMatch(body -> body.contains("\"model\":\"large\""));
    }
  }

  @Test
  void aBackendThatDoesNotSayWhatItIsIsMeasuredAllTheSame() throws Exception {
    try (ScriptedBackend backend =
        Words.backend(OK).on("/model", ScriptedReply.hang().thenReset())) {
      Result result = Run.result(new Words(), backend.url(), Map.of());

      assertThat(result.measured()).isTrue();
      assertThat(result.origin().identity()).isEmpty();
      assertThat(result.origin().settings().get("model"))
          .isEqualTo(new Result.Shown("none", "the default"));
    }
  }

  @Test
  void extraFieldsOverThoseOfThePluginAreWarnedAbout() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK);
        Run run =
            Run.of(
                new Words(), backend.url(), Map.of("extra-body", "{\"units\": 3, \"top\": 1}"))) {
      run.measure();

      assertThat(run.notes())
          .contains(
              "warning: --extra-body replaces units, which the plugin sets: what it declares may be"
                  + " wrong");
      assertThat(Words.bodies(backend))
          .allMatch(body -> body.contains("\"units\":3") && body.contains("\"top\":1"));
    }
  }

  @Test
  void keysAreInNoResult() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result =
          Run.result(
              new Words(),
              backend.url(),
              Map.of("token", "s3cret", "api-key", "s3cret", "header", "X-Key: s3cret"));

      assertThat(result.toString()).doesNotContain("s3cret");
      assertThat(result.origin().settings().get("token").value()).isEqualTo("(set, not shown)");
    }
  }
}
