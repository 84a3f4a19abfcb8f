package org.vespabench.runner.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vespabench.runner.loadtest.LoadRig.OK;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Result;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;

/** What the warm-up asks, and what it leaves to those that are measured. */
@Timeout(60)
final class LoadWarmUpTest {
  @TempDir private Path folder;
  private final LoadRig rig = new LoadRig();

  @Test
  void theWarmUpIsInNoFigureButReachesTheBackend() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = rig.measure(backend, Map.of("n", "20", "rps", "200", "warmup", "10"));

      assertThat(backend.requests(Words.PATH)).hasSize(30);
      assertThat(backend.requests(Words.PATH)).map(ReceivedRequest::body).doesNotHaveDuplicates();
      assertThat(rig.entries()).hasSize(20);
      assertThat(result.figures().rounds().get(0).requests()).isEqualTo(20);
      assertThat(result.figures().load().warmUp()).isEqualTo(10);
      assertThat(result.notes()).anyMatch(note -> note.startsWith("10 requests warmed"));
    }
  }

  @Test
  void aLineOfAReplayIsAskedWhenAndAsItSaysWhateverTheWarmUpDid() throws Exception {
    // Of 10, 20 and 30 words.
    Path replay =
        file(
            """
            {"ms": 0, "input_tokens": 26}
            {"ms": 30, "input_tokens": 52}
            {"ms": 40, "input_tokens": 78}
            """);
    try (ScriptedBackend backend = Words.backend(OK)) {
      rig.measure(backend, Map.of("replay", replay.toString(), "warmup", "4"));

      assertThat(wordsById(backend))
          .isEqualTo(Map.of("w0", 10, "w1", 20, "w2", 30, "w3", 10, "0", 10, "1", 20, "2", 30));
      List<Long> intended =
          rig.entries().stream()
              .sorted(Comparator.comparingLong(ExchangeLog.Entry::index))
              .map(entry -> entry.exchange().stamps().intended())
              .toList();
      assertThat(intended)
          .map(at -> (at - intended.get(0)) / 1_000_000)
          .containsExactly(0L, 30L, 40L);
    }
  }

  @Test
  void theWarmUpTakesThePromptsThatAreMeasuredLast() throws Exception {
    Path prompts = file("zero\none\ntwo\nthree\nfour\nfive\n");
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = measurePrompts(backend, prompts, "2", "4");

      assertThat(promptsById(backend))
          .isEqualTo(
              Map.of(
                  "w0", "five", "w1", "four", "0", "zero", "1", "one", "2", "two", "3", "three"));
      assertThat(result.notes()).noneMatch(note -> note.contains("prompts file"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | 4 | the prompts file has 6 prompts for 4 requests and 3 of the warm-up: some were asked again, and a backend with a prefix cache looks better for it",
        "0 | 7 | the prompts file has 6 prompts for 7 requests: some were asked again, and a backend with a prefix cache looks better for it",
      })
  void promptsThatAreAskedAgainAreNoted(String warmUp, String n, String note) throws Exception {
    Path prompts = file("zero\none\ntwo\nthree\nfour\nfive\n");
    try (ScriptedBackend backend = Words.backend(OK)) {
      Result result = measurePrompts(backend, prompts, warmUp, n);

      assertThat(result.notes()).contains(note);
      assertThat(promptsById(backend)).containsEntry("0", "zero").containsEntry("3", "three");
    }
  }

  private Result measurePrompts(ScriptedBackend backend, Path file, String warmUp, String n)
      throws Exception {
    return rig.measure(
        backend, Map.of("prompts", file.toString(), "rps", "200", "n", n, "warmup", warmUp));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file"), text);
  }

  private static Map<String, Integer> wordsById(ScriptedBackend backend) {
    Map<String, Integer> words = new TreeMap<>();
    promptsById(backend).forEach((id, prompt) -> words.put(id, prompt.split(" ").length));
    return words;
  }

  private static Map<String, String> promptsById(ScriptedBackend backend) {
    return backend.requests(Words.PATH).stream()
        .collect(
            Collectors.toMap(
                request -> request.header("X-Request-Id").orElseThrow().replaceFirst(".*-", ""),
                request ->
                    JsonParser.parseString(request.body())
                        .getAsJsonObject()
                        .get("prompt")
                        .getAsString()));
  }
}
