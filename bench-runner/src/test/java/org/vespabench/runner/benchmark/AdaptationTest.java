package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.runner.benchmark.FakeBackend.at;
import static org.vespabench.runner.benchmark.FakeBackend.first;
import static org.vespabench.runner.benchmark.FakeBackend.json;

import com.google.gson.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.runner.measure.Result;
import org.vespabench.runner.server.HttpHandler;
import org.vespabench.runner.server.ServerRequest;

@Timeout(60)
final class AdaptationTest {
  private static final HttpHandler OK = json(200, "{\"done\": 10}");

  @Test
  void whatTheBackendRefusesIsLeftOutAndSaid() throws Exception {
    HttpHandler noPin =
        (request, reply) ->
            (request.body().contains("\"pin\"") ? json(400, "unknown field pin") : OK)
                .handle(request, reply);
    try (FakeBackend backend = FakeBackend.start(atWords(noPin));
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(result.measured()).isTrue();
      assertThat(run.notes())
          .contains("now pin=false, as the backend answered status 400: unknown field pin");
      assertThat(result.origin().settings().get("pin"))
          .isEqualTo(new Result.Shown("false", "adapted to the backend"));
      assertThat(backend.bodies(Words.PATH))
          .filteredOn(body -> body.contains("\"pin\""))
          .as("only the warm-up was refused")
          .hasSize(1);
      assertThat(result.validity().reasons()).noneMatch(reason -> reason.contains("failed"));
    }
  }

  @Test
  void whenTheFirstMeasuredRequestIsRefusedTheRoundStartsAgain() throws Exception {
    try (FakeBackend backend = FakeBackend.start(atWords(first(1, OK, atMost(8, 422))));
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
    try (FakeBackend backend = FakeBackend.start(atWords(first(1, OK, atMost(8, 500))));
        Run run = Run.of(new Words(), backend.url(), Map.of())) {
      Result result = run.measure();

      assertThat(run.rounds()).containsExactly("1/3 0+2", "2/3 0+2", "3/3 0+2");
      assertThat(result.reason())
          .startsWith("none of 6 requests succeeded: status 500: make fewer. ");
    }
  }

  @Test
  void whatTheUserSetIsNeverChanged() throws Exception {
    try (FakeBackend backend = FakeBackend.start(atWords(atMost(8, 400)));
        Run run = Run.of(new Words(), backend.url(), Map.of("units", "9"))) {
      Result result = run.measure();

      assertThat(result.reason())
          .startsWith("the warm-up request failed: status 400: make fewer. ");
      assertThat(run.notes()).isEmpty();
      assertThat(backend.bodies(Words.PATH)).hasSize(1);
      assertThat(result.origin().settings().get("units").value()).isEqualTo("9");
    }
  }

  @Test
  void afterAFewTriesTheFirstRefusalIsTheReasonAndTheSettingsAreRestored() throws Exception {
    HttpHandler never =
        (request, reply) -> json(400, "make fewer than " + units(request)).handle(request, reply);
    try (FakeBackend backend = FakeBackend.start(atWords(never))) {
      Result result = Run.result(new Words(), backend.url(), Map.of("model", "large"));

      assertThat(backend.bodies(Words.PATH)).hasSize(7);
      assertThat(result.reason())
          .startsWith("the warm-up request failed: status 400: make fewer than 10. ");
      assertThat(result.origin().settings().get("units"))
          .isEqualTo(new Result.Shown("10", "the default"));
    }
  }

  /** The first of these is the warm-up. */
  private static HttpHandler atWords(HttpHandler answer) {
    return at(Words.PATH, answer, json(404, ""));
  }

  private static HttpHandler atMost(int units, int status) {
    return (request, reply) ->
        (units(request) > units ? json(status, "make fewer") : OK).handle(request, reply);
  }

  private static int units(ServerRequest request) {
    return JsonParser.parseString(request.body()).getAsJsonObject().get("units").getAsInt();
  }
}
