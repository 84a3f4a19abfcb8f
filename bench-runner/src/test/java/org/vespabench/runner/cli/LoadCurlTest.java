package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.testkit.ReceivedRequest;
import org.vespabench.testkit.ScriptedBackend;

/** {@code bench load --print-curl}. */
@Timeout(60)
final class LoadCurlTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--model m",
        "--model m --prompts prompts.txt",
        "--models big=3,small=1",
        "--model m --input-tokens 40:400 --shared-prefix-tokens 20",
        "--model m --replay lengths.jsonl",
        "--models big,small --prompts prompts.txt --extra-body {\"top_p\":0.5}",
      })
  void itIsTheFirstRequestThatIsMeasured(String flags) throws Exception {
    writeFiles();
    try (ScriptedBackend backend = WordsBackend.start()) {
      String shape = flags.contains("--replay") ? "" : " -rps 100";
      Shell.Outcome sent = load(backend, flags + shape + " -n 1 --warmup 3");
      ReceivedRequest first =
          backend.requests("/words").stream()
              .filter(request -> id(request).matches("bench-[0-9a-f]+-0"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(sent.err()));
      int before = backend.requests().size();

      Shell.Outcome printed = load(backend, flags + " --print-curl");

      assertThat(printed.status()).as(printed.err()).isZero();
      assertThat(printed.out())
          .startsWith("curl -sS '" + backend.url() + "/words' \\\n")
          .contains("-H 'X-Request-Id: " + id(first) + "'")
          .endsWith("-d '" + first.body() + "'\n");
      assertThat(backend.requests()).hasSize(before);
    }
  }

  @Test
  void whatIsWrongIsToldAsItIsOfATest() throws Exception {
    try (ScriptedBackend backend = WordsBackend.start()) {
      Shell.Outcome printed = load(backend, "--prompts /nowhere --print-curl");

      assertThat(printed.status()).isEqualTo(2);
      assertThat(printed.err()).startsWith("bench: --prompts /nowhere: there is no such file.");
    }
  }

  private static String id(ReceivedRequest request) {
    return request.header("X-Request-Id").orElse("");
  }

  private void writeFiles() throws IOException {
    Files.writeString(folder.resolve("prompts.txt"), "the first one\nthe second one\n");
    Files.writeString(
        folder.resolve("lengths.jsonl"),
        "{\"ms\": 0, \"input_tokens\": 300}\n{\"ms\": 1, \"input_tokens\": 20}\n");
  }

  private Shell.Outcome load(ScriptedBackend backend, String flags) {
    List<String> arguments =
        new ArrayList<>(
            List.of("load", Shell.WORDS, "--no-self-warmup", "--no-out", "--seed", "11"));
    for (String flag : flags.split(" ", -1)) {
      arguments.add(flag.matches("\\w+[.].*") ? folder.resolve(flag).toString() : flag);
    }
    return Shell.in(folder).against(backend.url()).run(arguments.toArray(new String[0]));
  }
}
