package org.vespabench.runner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultFilesTest {
  @TempDir private Path parent;

  @Test
  void aFolderIsNamedAfterTimeCommandAndBenchmarkWithoutAColon() {
    assertThat(ResultFiles.folder(parent, Results.measured()))
        .isEqualTo(parent.resolve("20260102T030405Z-run-benchmarks.openai-benchmark"));
  }

  @Test
  void twoResultsOfOneSecondGetTwoFolders() throws IOException {
    Path wanted = ResultFiles.folder(parent.resolve("bench-results"), Results.measured());

    Path first = ResultFiles.write(wanted, true, "{\"a\": 1}\n");
    Path second = ResultFiles.write(wanted, true, "{\"é\": 2}\n");

    assertThat(first).isEqualTo(wanted);
    assertThat(second).isEqualTo(wanted.resolveSibling(wanted.getFileName() + "-2"));
    assertThat(first.resolve("result.json")).hasContent("{\"a\": 1}\n");
    assertThat(second.resolve("result.json")).hasContent("{\"é\": 2}\n");
  }

  @Test
  void aFolderThatIsClaimedIsNotGivenToAnother() throws IOException {
    Path mine = ResultFiles.claim(parent.resolve("mine"), false);
    Path other = ResultFiles.claim(parent.resolve("theirs"), true);

    assertThat(mine).isEqualTo(parent.resolve("mine"));
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> ResultFiles.claim(mine, false));
    assertThat(ResultFiles.claim(other, true)).isEqualTo(parent.resolve("theirs-2"));
  }

  @Test
  void aFolderWithAResultIsNotClaimed() throws IOException {
    Path done = ResultFiles.write(parent.resolve("done"), false, "{}");

    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> ResultFiles.claim(done, false));
    assertThat(done).isDirectoryNotContaining("glob:**.hlog");
  }

  @Test
  void aFolderThatTheUserNamedIsUsedAgain() throws IOException {
    Path named = parent.resolve("mine");

    ResultFiles.write(named, false, "old");

    assertThat(ResultFiles.write(named, false, "new")).isEqualTo(named);
    assertThat(named.resolve("result.json")).hasContent("new");
  }
}
