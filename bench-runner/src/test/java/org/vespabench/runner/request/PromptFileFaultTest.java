package org.vespabench.runner.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PromptFileFaultTest {
  private static final String FORMS =
      "Give a text file with a prompt in each line, JSON lines with 'prompt' or 'messages', or"
          + " ShareGPT's JSON.";

  private static final String LIST =
      ". The file begins as a JSON list, so it must be a list of objects with 'conversations',"
          + " lists of {\"from\": \"human\", \"value\": \"…\"}.";

  @TempDir private Path folder;

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path path = folder.resolve("none.txt");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptFile.read(path))
        .withMessage("--prompts " + path + ": there is no such file. " + FORMS);
  }

  @Test
  void aFolderCannotBeRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptFile.read(folder))
        .withMessageStartingWith("--prompts " + folder + ": it cannot be read: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", " \n\r\n\t\n"})
  void nothingIsNoPrompts(String contents) throws IOException {
    assertFault(contents, "it is empty. " + FORMS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{\"prompt\": \"a\"}]", "[{\"conversations\": []}]"})
  void aListWithoutPromptsIsNoPrompts(String contents) throws IOException {
    assertFault(contents, "no prompts are in it. " + FORMS);
  }

  @Test
  void anotherEncodingIsFoundInItsLine() throws IOException {
    assertFault(
        "one\nGrüße\n".getBytes(ISO_8859_1), "line 2 is not UTF-8. Save the file as UTF-8.");
    assertFault("one\ntwo\n".getBytes(UTF_16), "line 1 is not UTF-8. Save the file as UTF-8.");
    assertFault(
        "[\n{\"conversations\": [\n{\"value\": \"Grüße\"}]}]".getBytes(ISO_8859_1),
        "line 3 is not UTF-8. Save the file as UTF-8.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"prompt\": \"a\"",
        "{\"prompt\": \"a\"} x",
        "{\"prompt\": \"a\"}{}",
        "text",
        "[1]",
        "\"text\"",
        "{'prompt': 'a'}",
        "{\"prompt\": \"a\",}",
        "{prompt: \"a\"}"
      })
  void aBrokenJsonLineIsRefused(String line) throws IOException {
    assertFault(
        "{\"prompt\": \"fine\"}\r\n\r\n" + line + "\r\n",
        "line 3: it is no JSON object. Each line must be one, as the first begins with '{'.");
  }

  @Test
  void jsonOverSeveralLinesIsRefused() throws IOException {
    assertFault(
        "{\n\"prompt\": \"a\"}",
        "line 1: it is no JSON object. Each line must be one, as the first begins with '{'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                     | it has neither 'prompt', a text, nor 'messages', a list of chat messages.
          {"text": "a"}                          | it has neither 'prompt', a text, nor 'messages', a list of chat messages.
          {"prompt": null}                       | it has neither 'prompt', a text, nor 'messages', a list of chat messages.
          {"prompt": "a", "messages": [{}]}      | it has both 'prompt' and 'messages'. Leave one out.
          {"prompt": ""}                         | its 'prompt' is not a text with something in it.
          {"prompt": " \\n"}                     | its 'prompt' is not a text with something in it.
          {"prompt": 5}                          | its 'prompt' is not a text with something in it.
          {"prompt": ["a"]}                      | its 'prompt' is not a text with something in it.
          {"messages": []}                       | its 'messages' is not a list of objects.
          {"messages": "a"}                      | its 'messages' is not a list of objects.
          {"messages": ["a"]}                    | its 'messages' is not a list of objects.
          {"messages": {"role": "user"}}         | its 'messages' is not a list of objects.
          {"prompt": "a", "max_tokens": 0}       | its 'max_tokens', 0, is not a whole number above 0.
          {"prompt": "a", "max_tokens": -5}      | its 'max_tokens', -5, is not a whole number above 0.
          {"prompt": "a", "max_tokens": 1.5}     | its 'max_tokens', 1.5, is not a whole number above 0.
          {"prompt": "a", "max_tokens": "64"}    | its 'max_tokens', "64", is not a whole number above 0.
          {"prompt": "a", "max_tokens": true}    | its 'max_tokens', true, is not a whole number above 0.
          {"prompt": "a", "max_tokens": [1]}     | its 'max_tokens', [1], is not a whole number above 0.
          {"prompt": "a", "max_tokens": 3e9}     | its 'max_tokens', 3e9, is not a whole number above 0.
          {"prompt": "a", "max_tokens": 1e99999} | its 'max_tokens', 1e99999, is not a whole number above 0.
          {"prompt": "a", "output_tokens": 0}    | its 'output_tokens', 0, is not a whole number above 0.
          {"messages": [{}], "max_tokens": 0}    | its 'max_tokens', 0, is not a whole number above 0.
          """)
  void aJsonLineWithoutAGoodPromptIsRefused(String line, String why) throws IOException {
    assertFault("{\"prompt\": \"fine\"}\n" + line, "line 2: " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{"conversations": [         | line 1, column 21: it is not JSON
          [{"conversations": []} {}]   | line 1, column 25: it is not JSON
          [{}] x                       | line 1, column 7: it is not JSON
          [{}][{}]                     | line 1, column 6: it is not JSON
          ["a", "b"]                   | line 1, column 3: it is not what ShareGPT has
          [[{"role": "user"}]]         | line 1, column 3: it is not what ShareGPT has
          [{"conversations": "a"}]     | line 1, column 21: it is not what ShareGPT has
          [{"conversations": ["a"]}]   | line 1, column 22: it is not what ShareGPT has
          """)
  void aListOfSomethingElseIsRefused(String contents, String why) throws IOException {
    assertFault(contents, why + LIST);
  }

  @Test
  void aFaultAmongConversationsIsFoundInItsLine() throws IOException {
    assertFault(
        "[\n{\"conversations\": []},\n{\"conversations\": [{\"from\": [1]}]}]",
        "line 3, column 30: it is not what ShareGPT has" + LIST);
  }

  @Test
  void noFaultQuotesAPromptOrTakesMoreThanALine() throws IOException {
    Path path =
        Files.writeString(folder.resolve("p"), "{\"prompt\": \"secret\", \"max_tokens\": }");

    IllegalArgumentException fault =
        catchThrowableOfType(IllegalArgumentException.class, () -> PromptFile.read(path));

    assertThat(fault.getMessage()).doesNotContain("secret", "\n");
  }

  private void assertFault(String contents, String message) throws IOException {
    assertFault(contents.getBytes(UTF_8), message);
  }

  private void assertFault(byte[] contents, String message) throws IOException {
    Path path = Files.write(folder.resolve("prompts"), contents);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptFile.read(path))
        .withMessage("--prompts " + path + ": " + message);
  }
}
