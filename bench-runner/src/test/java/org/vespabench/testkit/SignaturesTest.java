package org.vespabench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Notices when what plugins and their tests compile against changes. */
final class SignaturesTest {
  private static final String WRITE = System.getProperty("vespabench.signatures", "");

  @ParameterizedTest
  @CsvSource({"org.vespabench.api, bench-api.txt", "org.vespabench.testkit, testkit.txt"})
  void whatOthersCompileAgainstIsAsCommitted(String packageName, String name) throws Exception {
    SignatureFile file = new SignatureFile(root().resolve("docs/api").resolve(name));
    List<String> lines = Signatures.of(packageName).lines();
    if (WRITE.equals("write")) {
      file.write(lines);
    }

    assertThat(lines).isNotEmpty();
    assertThat(file.difference(lines).orElse("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.vespabench.api", "org.vespabench.testkit"})
  void noLibraryIsInASignature(String packageName) {
    assertThat(Signatures.of(packageName).named())
        .isNotEmpty()
        .allMatch(type -> isOfJava(type) || type.getName().startsWith("org.vespabench."));
  }

  private static boolean isOfJava(Class<?> type) {
    return type.getModule().isNamed() && type.getModule().getName().startsWith("java.");
  }

  private static Path root() throws IOException {
    Path folder = Path.of("").toRealPath();
    while (!Files.exists(folder.resolve("docs/versioning.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
