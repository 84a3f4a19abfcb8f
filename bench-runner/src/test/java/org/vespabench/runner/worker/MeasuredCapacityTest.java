package org.vespabench.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.api.BenchmarkException;
import org.vespabench.api.Setting;
import org.vespabench.runner.benchmark.BenchmarkCache;
import org.vespabench.runner.benchmark.RunObserver;
import org.vespabench.runner.benchmark.RunPlan;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.runner.config.RunnerSettings;
import org.vespabench.runner.config.SettingResolver;
import org.vespabench.runner.http.HttpOptions;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Where a worker's number comes from. */
final class MeasuredCapacityTest {
  private static final ScriptedReply TEN = ScriptedReply.json("{\"done\": 10}");

  @TempDir private Path folder;

  @Test
  void itIsMeasuredAndKeptAndThenTakenFromTheFile() throws Exception {
    try (ScriptedBackend backend = Words.backend(TEN)) {
      double measured = capacity(backend.url()).unitsPerSecond();
      int requests = backend.requests(Words.PATH).size();
      MeasuredCapacity again = capacity(backend.url());

      assertThat(measured).isPositive();
      assertThat(again.isKept()).isTrue();
      // The file has 6 digits or more.
      assertThat(again.unitsPerSecond() / measured).isBetween(0.99999, 1.00001);
      assertThat(backend.requests(Words.PATH)).hasSize(requests);
    }
  }

  @Test
  void aNumberOfAnotherModelIsMeasuredAnew() throws Exception {
    try (ScriptedBackend backend = Words.backend(TEN).on("/model", ScriptedReply.text("small"))) {
      double unused = capacity(backend.url()).unitsPerSecond();
      int requests = backend.requests(Words.PATH).size();
      backend.on("/model", ScriptedReply.text("large"));

      double measured = capacity(backend.url()).unitsPerSecond();

      assertThat(measured).isPositive();
      assertThat(backend.requests(Words.PATH).size()).isGreaterThan(requests);
    }
  }

  @Test
  void anOperatorsNumberIsTaken() throws Exception {
    try (ScriptedBackend backend = Words.backend(TEN)) {
      Files.writeString(file(), "1234.5");

      assertThat(capacity(backend.url()).unitsPerSecond()).isEqualTo(1234.5);
      assertThat(backend.requests(Words.PATH)).isEmpty();
    }
  }

  @Test
  void unlessItIsToBeMeasuredAnew() throws Exception {
    try (ScriptedBackend backend = Words.backend(TEN)) {
      Files.writeString(file(), "1234.5");
      MeasuredCapacity capacity = capacity(backend.url(), Map.of("fresh", "true"));

      assertThat(capacity.isKept()).isFalse();
      double unused = capacity.unitsPerSecond();
      assertThat(backend.requests(Words.PATH)).isNotEmpty();
    }
  }

  @Test
  void aFailureIsNoNumberAndNothingIsKept() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.status(500, "out of memory"))) {
      MeasuredCapacity capacity = capacity(backend.url());

      assertThatThrownBy(capacity::unitsPerSecond)
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("500");
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void anInvalidNumberIsUsedAndNotKept() throws Exception {
    try (ScriptedBackend backend = mostlyFailing()) {
      double measured = capacity(backend.url()).unitsPerSecond();

      assertThat(measured).isPositive();
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void butNotWhereTheOperatorIsStrict() throws Exception {
    try (ScriptedBackend backend = mostlyFailing()) {
      MeasuredCapacity capacity = capacity(backend.url(), Map.of("strict", "true"));

      assertThatThrownBy(capacity::unitsPerSecond)
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("--strict");
    }
  }

  @Test
  void aFileThatCannotBeWrittenCostsNoNumber() throws Exception {
    try (ScriptedBackend backend = Words.backend(TEN)) {
      BenchmarkCache nowhere = new BenchmarkCache(folder.resolve("missing").resolve("number"));
      MeasuredCapacity capacity =
          new MeasuredCapacity(plan(backend.url(), Map.of()), nowhere, RunObserver.NONE);

      assertThat(capacity.unitsPerSecond()).isPositive();
    }
  }

  @Test
  void itStopsWhenTheWorkerDoes() throws Exception {
    try (ScriptedBackend backend = Words.backend(ScriptedReply.hang())) {
      MeasuredCapacity capacity = capacity(backend.url());
      CompletableFuture<Double> measuring =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return capacity.unitsPerSecond();
                } catch (InterruptedException e) {
                  throw new CompletionException(e);
                }
              });
      var unused = backend.awaitRequest(Words.PATH);

      capacity.stop();

      assertThatThrownBy(() -> measuring.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(InterruptedException.class);
    }
  }

  /** The warm-up and one request in ten succeed. */
  private static ScriptedBackend mostlyFailing() throws Exception {
    ScriptedReply bad = ScriptedReply.status(500, "no");
    return Words.backend(TEN, TEN, bad, bad, bad, bad, bad, bad, bad, bad, bad);
  }

  private Path file() {
    return folder.resolve(".has_benchmark");
  }

  private MeasuredCapacity capacity(URI backend) {
    return capacity(backend, Map.of());
  }

  private MeasuredCapacity capacity(URI backend, Map<String, String> values) {
    return new MeasuredCapacity(
        plan(backend, values), new BenchmarkCache(file()), RunObserver.NONE);
  }

  private static RunPlan plan(URI backend, Map<String, String> values) {
    Words words = new Words();
    List<Setting<?>> known = new ArrayList<>(RunnerSettings.ofRequests());
    known.addAll(List.of(RunnerSettings.FRESH, RunnerSettings.STRICT, RunnerSettings.DEADLINE));
    known.addAll(words.settings());
    return RunPlan.of(
        "worker",
        words,
        new SettingResolver(Map.of()).resolve(known, values),
        HttpOptions.to(backend));
  }
}
