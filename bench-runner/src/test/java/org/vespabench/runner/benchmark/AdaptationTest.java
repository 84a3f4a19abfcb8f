package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.runner.measure.Result;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

@Timeout(60)
final class AdaptationTest {
  private static final ScriptedReply OK = ScriptedReply.json("{\"done\": 10}");

  @Test
  void whatTheBackendRefusesIsLeftOutAndSaid() throws Exception {
    ScriptedReply refusal = ScriptedReply.status(400, "unknown field pin");
    try (ScriptedBackend backend =
            backend(request -> request.body().contains("\"pin\"") ? refusal : OK);
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(result.measured()).isTrue();
      assertThat(run.notes())
          .contains("now pin=false, as the backend answered status 400: unknown field pin");
      assertThat(result.origin().settings().get("pin"))
          .isEqualTo(new Result.Shown("false", "adapted to the backend"));
      assertThat(Words.bodies(backend))
          .filteredOn(body -> body.contains("\"pin\""))
          .as("only the warm-up was refused")
          .hasSize(1);
      assertThat(result.validity().reasons()).noneMatch(reason -> reason.contains("failed"));
    }
  }

  @Test
  void whenTheFirstMeasuredRequestIsRefusedTheRoundStartsAgain() throws Exception {
    try (ScriptedBackend backend = backend(afterWarmUp(atMost(8, 422)));
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(run.rounds()).containsExactly("1/3 2+0", "2/3 2+0", "3/3 2+0");
      assertThat(result.figures().rounds()).hasSize(3).allMatch(round -> round.failed() == 0);
      assertThat(result.figures().rounds().get(0).declared()).isEqualTo(16);
      assertThat(result.origin().settings().get("units").value()).isEqualTo("8");
      assertThat(run.notes())
          .contains(
              "now units=9, as the backend answered status 422: make fewer",
              "now units=8, as the backend answered status 422: make fewer");
    }
  }

  @Test
  void otherFailuresOfTheFirstRoundAreNotAdaptedTo() throws Exception {
    try (ScriptedBackend backend = backend(afterWarmUp(atMost(8, 500)));
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(run.rounds()).containsExactly("1/3 0+2", "2/3 0+2", "3/3 0+2");
      assertThat(result.reason())
          .startsWith("none of 6 requests succeeded: status 500: make fewer. ");
    }
  }

  @Test
  void whatTheUserSetIsNeverChanged() throws Exception {
    try (ScriptedBackend backend = backend(atMost(8, 400));
        Run run = Run.of(new Words(), backend.url(), Map.of("units", "9"))) {
      Result result = run.measure();

      assertThat(result.reason())
          .startsWith("the warm-up request failed: status 400: make fewer. ");
      assertThat(run.notes()).isEmpty();
      assertThat(Words.bodies(backend)).hasSize(1);
      assertThat(result.origin().settings().get("units").value()).isEqualTo("9");
    }
  }

  @Test
  void afterAFewTriesTheFirstRefusalIsTheReasonAndTheSettingsAreRestored() throws Exception {
    try (ScriptedBackend backend =
        backend(r -> ScriptedReply.status(400, "make fewer than " + units(r)))) {
      Result result = Run.result(new Words(), backend.url(), Map.of("model", "large"));

      assertThat(Words.bodies(backend)).hasSize(7);
      assertThat(result.reason())
          .startsWith("the warm-up request failed: status 400: make fewer than 10. ");
      assertThat(result.origin().settings().get("units"))
          .isEqualTo(new Result.Shown("10", "the default"));
    }
  }

  private static ScriptedBackend backend(Function<ReceivedRequest, ScriptedReply> answer)
      throws IOException {
    return ScriptedBackend.start().on(Words.PATH, answer);
  }

  /** Accept anything as a warm-up, for it proves little about size. */
  private static Function<ReceivedRequest, ScriptedReply> afterWarmUp(
      Function<ReceivedRequest, ScriptedReply> answer) {
    AtomicInteger number = new AtomicInteger();
    return request -> number.getAndIncrement() == 0 ? OK : answer.apply(request);
  }

  private static Function<ReceivedRequest, ScriptedReply> atMost(int units, int status) {
    return request -> units(request) > units ? ScriptedReply.status(status, "make fewer") : OK;
  }

  private static int units(ReceivedRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject().get("units").getAsInt();
  }
}
