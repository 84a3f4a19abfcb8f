package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptTableTest {
  @Test
  void whatGoesInComesOut() {
    List<Prompt> prompts = new ArrayList<>();
    PromptTable table = new PromptTable();
    for (int i = 0; i < 1000; i++) {
      Prompt prompt = Prompt.of("€".repeat(i % 50) + i).withOutputTokens(i % 3);
      prompts.add(i % 7 == 0 ? Prompt.ofMessages("[" + i + "]") : prompt);
    }

    prompts.forEach(table::add);

    assertThat(table.size()).isEqualTo(1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(table.get(i)).isEqualTo(prompts.get(i));
    }
  }

  @Test
  void oneThatIsLongerThanAllBeforeFits() {
    PromptTable table = new PromptTable();
    String text = "long ".repeat(100_000);

    table.add(Prompt.of("short"));
    table.add(Prompt.of(text));

    assertThat(table.get(1).text()).isEqualTo(text);
  }

  @Test
  void itTellsWhetherItHasMessages() {
    PromptTable table = new PromptTable();
    table.add(Prompt.of("text"));
    assertThat(table.hasMessages()).isFalse();

    table.add(Prompt.ofMessages("[{}]"));

    assertThat(table.hasMessages()).isTrue();
  }

  @Test
  void moreThanAnArrayHoldsIsRefused() {
    PromptTable table = new PromptTable(5000);
    table.add(Prompt.of("x".repeat(4990)));
    table.add(Prompt.of("x".repeat(10)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.add(Prompt.of("x")))
        .withMessage("its prompts have more than 5000 bytes. Give fewer.");
    assertThat(table.size()).isEqualTo(2);
  }
}
