package org.vespabench.runner.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.measure.Validity;

/** Whoever edits the cache's files by hand may leave anything in them. */
final class EditedCacheTest {
  @TempDir private Path folder;
  private Path file;
  private BenchmarkCache cache;

  @BeforeEach
  void keepANumber() throws IOException {
    file = folder.resolve(".has_benchmark");
    cache = new BenchmarkCache(file);
    cache.store("5.00000", Validity.VALID, Map.of("url", "http://x"));
  }

  @Test
  void aValueThatIsNullIsAnotherValue() throws IOException {
    edit("{\"throughput\": \"5.00000\", \"measuredWith\": {\"url\": null}}");

    assertThat(cache.find(Map.of("url", "http://x")).note())
        .isEqualTo(
            "%s was measured otherwise (url was 'null', is 'http://x'): measuring again"
                .formatted(file));
  }

  @Test
  void aDoubtThatIsNullIsStillADoubt() throws IOException {
    edit(
        "{\"throughput\": \"5.00000\", \"doubts\": [null], \"measuredWith\": {\"url\":"
            + " \"http://x\"}}");

    BenchmarkCache.Lookup found = cache.find(Map.of("url", "http://x"));

    assertThat(found.number()).isEqualTo("5.00000");
    assertThat(found.validity()).isEqualTo(Validity.VALID.suspect("null"));
  }

  private void edit(String json) throws IOException {
    Files.writeString(folder.resolve(".has_benchmark.json"), json);
  }
}
