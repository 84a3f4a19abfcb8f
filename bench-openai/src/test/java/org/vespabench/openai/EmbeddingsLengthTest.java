package org.vespabench.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.request.Length;
import org.vespabench.runner.request.RequestFactory;
import org.vespabench.runner.request.SyntheticPrompts;

/** Batches of texts where a load test says how long the prompt is. */
final class EmbeddingsLengthTest {
  @ParameterizedTest
  @CsvSource({"3, 780, 100", "3, 13, 1", "4, 3, 1", "4, 26, 2"})
  void theWordsAreSharedOutAmongTheTexts(int batch, int tokens, int wordsOfEach) {
    OpenAiEmbeddings plugin = new OpenAiEmbeddings();
    SyntheticPrompts prompts =
        SyntheticPrompts.of(
            Optional.of(Length.parse(Integer.toString(tokens))), Optional.empty(), 0, 1);
    RequestFactory factory =
        new RequestFactory(
            RunPlan.settings(plugin, Map.of("batch", Integer.toString(batch))), 1, prompts);

    List<String> texts = texts(factory.build(plugin::next, false, 0).body());

    assertThat(texts).hasSize(batch).allMatch(text -> text.split(" ").length == wordsOfEach);
  }

  private static List<String> texts(String body) {
    return StreamSupport.stream(
            JsonParser.parseString(body).getAsJsonObject().getAsJsonArray("input").spliterator(),
            false)
        .map(text -> text.getAsString())
        .toList();
  }
}
