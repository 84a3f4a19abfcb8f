package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.TestRequest;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.config.SettingValues;

final class UnusedMessagesTest {
  private static final SettingValues SETTINGS = RunPlan.settings(new Words(), Map.of());
  private static final String MESSAGES = "[{\"role\":\"user\",\"content\":\"hi\"}]";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesForWhichThePluginNeverAsksAreAFault(boolean warmUp) {
    RequestFactory factory = factory(Prompt.ofMessages(MESSAGES));

    assertThatExceptionOfType(BenchmarkException.class)
        .isThrownBy(() -> factory.build(new Words()::next, warmUp, 0))
        .withMessage(
            "the prompts file holds chat messages, and this benchmark sends none. Use the benchmark"
                + " benchmarks.openai_chat, or lines with 'prompt'.");
  }

  @Test
  void messagesForWhichThePluginAsksAreGiven() {
    TestRequest request =
        factory(Prompt.ofMessages(MESSAGES))
            .build(context -> TestRequest.post("/", context.messages().orElseThrow()), false, 0);

    assertThat(request.body()).isEqualTo(MESSAGES);
  }

  @Test
  void aPromptNeedsNobodyToAskForMessages() {
    TestRequest request = factory(Prompt.of("say it")).build(new Words()::next, false, 0);

    assertThat(request.body()).contains("say it");
  }

  private static RequestFactory factory(Prompt prompt) {
    return new RequestFactory(SETTINGS, 42, (index, random) -> prompt);
  }
}
