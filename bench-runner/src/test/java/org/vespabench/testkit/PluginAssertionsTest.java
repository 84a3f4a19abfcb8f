package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vespabench.api.Benchmark;
import org.vespabench.runner.benchmark.Words;

/** What is good passes, and who calls is not left waiting. */
@Timeout(120)
final class PluginAssertionsTest {
  static List<Benchmark> good() {
    return List.of(
        new GoodPlugins.Hello(),
        new GoodPlugins.Streaming(),
        new GoodPlugins.Jobs(),
        new GoodPlugins.Own(),
        new GoodPlugins.Patient(),
        new GoodPlugins.Preparing(),
        new GoodPlugins.Strict(),
        new GoodPlugins.Choosy(),
        new GoodPlugins.Unique(),
        new GoodPlugins.Offline(),
        new Words());
  }

  @ParameterizedTest
  @MethodSource("good")
  void aGoodPluginKeepsIt(Benchmark plugin) {
    assertThatCode(() -> PluginAssertions.assertKeepsContract(plugin)).doesNotThrowAnyException();
  }

  @Test
  void aPluginThatIsToBeKeptUpIsCheckedInRounds() {
    PluginRun run = PluginRun.of(new GoodPlugins.Hello()).with("method", "sustained");

    assertThatCode(() -> PluginAssertions.assertKeepsContract(run)).doesNotThrowAnyException();
  }

  @Test
  void whoInterruptsTheCheckIsHeard() {
    Thread.currentThread().interrupt();

    AssertionError error =
        catchThrowableOfType(
            AssertionError.class,
            () -> PluginAssertions.assertKeepsContract(new GoodPlugins.Hello()));

    assertThat(error).hasMessage("the check was interrupted before it was done");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aReplyThatIsNoWorkIsRefused() {
    assertThatCode(
            () -> {
              PluginAssertions.assertRefuses(new Words(), ScriptedReply.html("<html>gone</html>"));
              PluginAssertions.assertRefuses(PluginRun.of(new Words()), ScriptedReply.json("[]"));
              PluginAssertions.assertRefuses(
                  new GoodPlugins.Streaming(), ScriptedReply.sse("word", "word"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aReplyThatIsTakenForWorkIsShown() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                PluginAssertions.assertRefuses(
                    new GoodPlugins.Hello(), ScriptedReply.html("<html>gone</html>")))
        .withMessageStartingWith(
            "org.vespabench.testkit.GoodPlugins$Hello breaks the contract: it takes this for a"
                + " success: 200 <html>gone</html>. It measured: ")
        .withMessageEndingWith(
            " requests/s, 4 completed, 0 failed {}. Let the reader throw a BenchmarkException for"
                + " what the protocol does not promise");
  }
}
