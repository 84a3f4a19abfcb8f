package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vespabench.runner.benchmark.Words;

/** What the scenario makes of backends that do what is asked, and refuse a wrong path or do not. */
@Timeout(60)
final class BackendScenarioTest {
  private static final ScriptedReply WORK =
      ScriptedReply.json("{\"done\": 10}").withDelay(Duration.ofMillis(5));

  /** With the shortest window that there is, as nothing here depends on it. */
  private final BackendScenario scenario = BackendScenario.of(new Words()).with("duration", "1s");

  @Test
  void aBackendThatCountsAndRefusesIsSeen() throws Exception {
    try (ScriptedBackend backend = Words.backend(WORK)) {
      assertThat(scenario.run(backend.url()))
          .hasSize(3)
          .last()
          .asString()
          .startsWith("a wrong path is refused: the warm-up request failed: status 404: ");
    }
  }

  @Test
  void theWindowCanBeSet() throws Exception {
    try (ScriptedBackend backend = Words.backend(WORK)) {
      scenario.run(backend.url());

      // Two at a time, for 5 ms at least, make no more than 400 in a second; the rounds have few.
      assertThat(backend.requests(Words.PATH)).hasSizeLessThan(450);
    }
  }

  @Test
  void aServerThatDiedDoesNotRefuse() throws Exception {
    assertThat(complaint(request -> ScriptedReply.raw("").thenReset()))
        .startsWith(
            "a path that does not exist was not refused with a status, which the reason would"
                + " name: the warm-up request failed: ");
  }

  @Test
  void aPathThatDoesNotExistIsNoWork() throws Exception {
    assertThat(complaint(request -> WORK)).startsWith("a path that does not exist was measured: ");
  }

  private String complaint(Function<ReceivedRequest, ScriptedReply> otherwise) throws Exception {
    StringBuilder message = new StringBuilder();
    try (ScriptedBackend backend = Words.backend(WORK).otherwise(otherwise)) {
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> scenario.run(backend.url()))
          .satisfies(error -> message.append(error.getMessage()));
    }
    return message.toString();
  }

  @Test
  void aSettingThatThereIsNotIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scenario.with("modl", "small"))
        .withMessageStartingWith("test.words:benchmark has no setting 'modl': did you mean");
  }
}
