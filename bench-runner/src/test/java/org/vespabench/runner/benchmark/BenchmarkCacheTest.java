package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vespabench.runner.benchmark.BenchmarkCache.Lookup;
import org.vespabench.runner.measure.Validity;
import org.vespabench.runner.measure.Verdict;

final class BenchmarkCacheTest {
  private static final Map<String, String> KEY =
      Map.of(
          "coordinates",
          "test.words:benchmark",
          "url",
          "http://127.0.0.1:8000",
          "setting.runs",
          "8");

  @TempDir private Path folder;
  private Path file;
  private Path keyFile;
  private BenchmarkCache cache;

  @BeforeEach
  void nameFiles() {
    file = folder.resolve(".has_benchmark");
    keyFile = folder.resolve(".has_benchmark.json");
    cache = new BenchmarkCache(file);
  }

  @Test
  void withoutAFileThereIsNothingToSay() {
    assertThat(cache.find(KEY)).isEqualTo(new Lookup("", "", Validity.VALID));
    assertThat(cache.find(KEY).isHit()).isFalse();
  }

  @Test
  void theSameKeyFindsTheNumber() throws IOException {
    cache.store("1187.65", Validity.VALID, KEY);

    assertThat(cache.find(KEY))
        .isEqualTo(
            new Lookup(
                "1187.65",
                "using 1187.65 from %s (--fresh measures again)".formatted(file),
                Validity.VALID));
  }

  @Test
  void theFileHoldsTheNumberAndNothingElse() throws IOException {
    cache.store("1187.65", Validity.VALID, KEY);

    assertThat(file).hasContent("1187.65\n");
    assertThat(keyFile).content().contains("\"throughput\": \"1187.65\"", "test.words:benchmark");
    assertThat(files()).as("no temporary file is left").containsExactly(file, keyFile);
  }

  @Test
  void doubtsAreRemembered() throws IOException {
    cache.store("5", Validity.VALID.suspect("2 of 6 requests failed"), KEY);

    Validity found = cache.find(KEY).validity();

    assertThat(found.verdict()).isEqualTo(Verdict.SUSPECT);
    assertThat(found.reasons()).containsExactly("2 of 6 requests failed");
  }

  @ParameterizedTest
  @CsvSource({
    "coordinates, test.other:benchmark, test.words:benchmark",
    "url, http://127.0.0.1:9000, http://127.0.0.1:8000",
    "setting.runs, 3, 8",
    "setting.model, tiny, ''",
    "gpus, GPU 0, ''",
    "version, 2, ''"
  })
  void anotherKeyIsNamedWithBothValues(String name, String now, String before) throws IOException {
    cache.store("5", Validity.VALID, KEY);
    Map<String, String> other = new HashMap<>(KEY);
    other.put(name, now);

    Lookup found = cache.find(other);

    assertThat(found.isHit()).isFalse();
    assertThat(found.note())
        .isEqualTo(
            "%s was measured otherwise (%s was '%s', is '%s'): measuring again"
                .formatted(file, name, before, now));
  }

  @Test
  void whatIsMissingNowIsNamedToo() throws IOException {
    cache.store("5", Validity.VALID, KEY);

    assertThat(cache.find(Map.of("coordinates", "test.words:benchmark")).note())
        .isEqualTo(
            "%s was measured otherwise (setting.runs was '8', is '', url was 'http://127.0.0.1:8000', is ''): measuring again"
                .formatted(file));
  }

  @Test
  void aBackendThatDoesNotSayWhatItIsAnyMoreIsMeasuredAgain() throws IOException {
    Map<String, String> known = new HashMap<>(KEY);
    known.put("identity.model", "tiny");
    cache.store("5", Validity.VALID, known);

    assertThat(cache.find(KEY).note())
        .isEqualTo(
            "%s cannot be used, as the backend does not say what it is: measuring again"
                .formatted(file));
  }

  @Test
  void aBareFileIsUsedWithAWarning() throws IOException {
    Files.writeString(file, "42.5");

    Lookup found = cache.find(KEY);

    assertThat(found.number()).isEqualTo("42.5");
    assertThat(found.note())
        .isEqualTo(
            "warning: using 42.5 from %s, which does not say what it was measured with (--fresh measures again)"
                .formatted(file));
    assertThat(found.validity().reasons())
        .containsExactly("the file does not say what the number was measured with");
  }

  @Test
  void twoNumbersThatDisagreeAreNotUsed() throws IOException {
    cache.store("5", Validity.VALID, KEY);
    Files.writeString(file, "6\n");

    assertThat(cache.find(KEY))
        .isEqualTo(
            new Lookup(
                "",
                "%s and %s disagree: measuring again".formatted(file, keyFile),
                Validity.VALID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "no json",
        "[]",
        "3",
        "{}",
        "{\"throughput\": \"5\"}",
        "{\"measuredWith\": {}}",
        "{\"throughput\": {}, \"measuredWith\": {}}",
        "null"
      })
  void aKeyFileThatCannotBeReadIsSaid(String content) throws IOException {
    Files.writeString(file, "5\n");
    Files.writeString(keyFile, content);

    assertThat(cache.find(KEY))
        .isEqualTo(
            new Lookup(
                "", "%s cannot be read: measuring again".formatted(keyFile), Validity.VALID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fast", "0", "-3", "NaN", "Infinity", "1.0 tokens", "1e999", "0x1p3", "5d"})
  void whatIsNoNumberIsSaid(String content) throws IOException {
    Files.writeString(file, content);

    assertThat(cache.find(KEY))
        .isEqualTo(
            new Lookup(
                "", "%s does not hold a number: measuring again".formatted(file), Validity.VALID));
  }

  @Test
  void aFolderInItsPlaceIsSaid() throws IOException {
    Files.createDirectory(file);

    assertThat(cache.find(KEY).note())
        .isEqualTo("%s does not hold a number: measuring again".formatted(file));
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    BenchmarkCache nowhere = new BenchmarkCache(folder.resolve("none").resolve("file"));

    assertThatIOException().isThrownBy(() -> nowhere.store("5", Validity.VALID, KEY));
  }

  @Test
  void whatWasThereStaysWhenTheNumberCannotBeMovedIntoPlace() throws IOException {
    Files.createDirectory(file);
    Files.writeString(file.resolve("inside"), "");

    assertThatIOException().isThrownBy(() -> cache.store("5", Validity.VALID, KEY));

    assertThat(file.resolve("inside")).exists();
    assertThat(files()).filteredOn(path -> path.toString().endsWith(".tmp")).isEmpty();
  }

  @Test
  void aNewNumberReplacesTheOld() throws IOException {
    cache.store("5", Validity.VALID, KEY);
    cache.store("6", Validity.VALID, Map.of("url", "other"));

    assertThat(cache.find(Map.of("url", "other")).number()).isEqualTo("6");
    assertThat(file).hasContent("6\n");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }
}
