package org.vespabench.runner.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read; {@link PromptFileFaultTest} has what is not. */
final class PromptFileTest {
  @TempDir private Path folder;

  @Test
  void eachLineOfATextIsAPrompt() throws IOException {
    assertThat(texts("Say hi\n\n  \n  Sag \"grüß dich\" \nlast"))
        .containsExactly("Say hi", "  Sag \"grüß dich\" ", "last");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one\ntwo", "one\ntwo\n", "one\r\ntwo\r\n", "\uFEFFone\r\n\r\ntwo"})
  void lineEndsAndAByteOrderMarkAreNoPartOfAPrompt(String text) throws IOException {
    assertThat(texts(text)).containsExactly("one", "two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[INST] hi [/INST]", "[1] hi", "[[wiki]]", "\"hi\"", "42", "[", "null"})
  void aTextMayBeginWithMuchThatJsonBeginsWith(String text) throws IOException {
    assertThat(texts(text + "\nnext")).containsExactly(text, "next");
  }

  @Test
  void theFirstComesAgainAfterTheLast() throws IOException {
    PromptFile file = read("a\nb\nc");

    assertThat(file.size()).isEqualTo(3);
    assertThat(
            LongStream.of(0, 2, 3, 7, 3_000_000_000_000L)
                .mapToObj(index -> file.of(index, new SplittableRandom(index)).text()))
        .containsExactly("a", "c", "a", "b", "a");
  }

  @Test
  void jsonLinesHavePromptsAndLengths() throws IOException {
    PromptFile file =
        read(
            """

            {"prompt": "Say \\"hi\\"\\nand \\u20ac", "id": 7, "nested": {"x": [1]}}
            {"prompt": "a", "max_tokens": 64}

              {"output_tokens": 32, "prompt": "b"}
            {"prompt": "c", "max_tokens": 16.0, "output_tokens": 99}
            {"prompt": "d", "max_tokens": null, "messages": null}
            """);

    assertThat(prompts(file))
        .containsExactly(
            Prompt.of("Say \"hi\"\nand €"),
            new Prompt("a", "", 0, "", 64),
            new Prompt("b", "", 0, "", 32),
            new Prompt("c", "", 0, "", 16),
            Prompt.of("d"));
    assertThat(file.hasMessages()).isFalse();
  }

  @Test
  void jsonLinesMayEndAsOnWindowsAndBeginWithAByteOrderMark() throws IOException {
    assertThat(texts("\uFEFF{\"prompt\": \"a\"}\r\n{\"prompt\": \"b\"}\r\n"))
        .containsExactly("a", "b");
  }

  @Test
  void messagesAreKeptAsTheyAre() throws IOException {
    String messages =
        """
        [{"role":"system","content":"Be brief. Ünïcode 𝄞 </script> \\" \\\\ \\n"},\
        {"role":"user","content":[{"type":"text","text":"What is this?"},\
        {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"low"}}],\
        "name":null,"x":[1.0,1e5,0.10,12345678901234567890,true]}]""";

    PromptFile file = read("{\"messages\":" + messages + ",\"max_tokens\":8}\n{\"prompt\":\"a\"}");

    assertThat(prompts(file)).containsExactly(new Prompt("", messages, 0, "", 8), Prompt.of("a"));
    assertThat(file.hasMessages()).isTrue();
  }

  @Test
  void messagesInAnotherSpellingMeanTheSame() throws IOException {
    String messages = "[ {\"role\" : \"user\", \"content\": \"\\u00e9 \\/ \\ud834\\udd1e\"} ]";

    String kept = prompts(read("{\"messages\": " + messages + "}")).get(0).messages();

    assertThat(JsonParser.parseString(kept)).isEqualTo(JsonParser.parseString(messages));
  }

  @Test
  void whatAPersonSaidFirstIsAConversationsPrompt() throws IOException {
    PromptFile file =
        read(
            """
            [
              {"id": "1", "conversations": [
                {"from": "human", "value": "first"},
                {"from": "gpt", "value": "answer"},
                {"from": "human", "value": "second"}]},
              {"conversations": [
                {"from": "system", "value": "Be brief."},
                {"value": "from a\\nuser", "from": "user", "weight": null},
                {"from": "assistant", "value": "answer"}], "id": "2"},
              {"id": "3", "conversations": [{"from": "gpt", "value": "alone"}]},
              {"id": "4", "conversations": []},
              {"id": "5", "items": [1, {"from": "human", "value": "elsewhere"}]},
              {"id": "6", "conversations": [
                {"from": "human", "value": " "}, {"from": "human", "value": "too late"}]},
              {"id": "7", "conversations": [{"from": null, "value": null}, {}]},
              {"id": "8", "conversations": [{"from": "human", "value": "last"}]}
            ]
            """);

    assertThat(prompts(file))
        .containsExactly(Prompt.of("first"), Prompt.of("from a\nuser"), Prompt.of("last"));
    assertThat(file.hasMessages()).isFalse();
  }

  @Test
  void conversationsMayStandInOneLineAfterAByteOrderMark() throws IOException {
    assertThat(texts("\uFEFF [{\"conversations\":[{\"from\":\"human\",\"value\":\"a\"}]}]\r\n"))
        .containsExactly("a");
  }

  @Test
  void theFileIsTheSameForAllPhasesAndSeeds() throws IOException {
    PromptFile file = read("a\nb");

    assertThat(file.of(1, new SplittableRandom(1))).isEqualTo(file.of(1, new SplittableRandom(2)));
  }

  @Test
  void aMillionLinesAreReadAndEachIsFound() throws IOException {
    Path path = folder.resolve("many.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(path)) {
      for (int i = 0; i < 1_000_000; i++) {
        out.write("{\"prompt\":\"p" + i + "\"}\n");
      }
    }

    PromptFile file = PromptFile.read(path);

    assertThat(file.size()).isEqualTo(1_000_000);
    assertThat(file.of(0, new SplittableRandom()).text()).isEqualTo("p0");
    assertThat(file.of(654_321, new SplittableRandom()).text()).isEqualTo("p654321");
    assertThat(file.of(1_999_999, new SplittableRandom()).text()).isEqualTo("p999999");
  }

  private List<String> texts(String contents) throws IOException {
    return prompts(read(contents)).stream().map(Prompt::text).toList();
  }

  private static List<Prompt> prompts(PromptFile file) {
    return LongStream.range(0, file.size())
        .mapToObj(index -> file.of(index, new SplittableRandom(index)))
        .toList();
  }

  private PromptFile read(String contents) throws IOException {
    return PromptFile.read(Files.writeString(folder.resolve("prompts"), contents));
  }
}
