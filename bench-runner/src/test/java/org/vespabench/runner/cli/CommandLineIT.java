package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.runner.benchmark.Words;
import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** The program as it is shipped: exit statuses, streams, files and signals. */
@Timeout(120)
final class CommandLineIT {
  private static final ScriptedReply OK = ScriptedReply.json("{\"done\": 10}");
  private static final ScriptedReply HANG = ScriptedReply.hang();

  @TempDir private Path folder;

  @Test
  void theEnvironmentAloneMeasuresAndKeepsFilesInTheWorkingFolder() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK);
        BenchProcess bench =
            BenchProcess.start(
                folder,
                Map.of("BENCHMARK", "test.words", "BACKEND_URL", backend.url().toString()))) {
      assertThat(bench.status()).as(bench.err()).isZero();

      assertThat(bench.out()).matches("[0-9]+[.][0-9]+\n");
      assertThat(folder.resolve(".has_benchmark")).hasContent(bench.out());
      assertThat(results())
          .singleElement()
          .asString()
          .matches(".*/bench-results/[0-9]{8}T[0-9]{6}Z-run-test[.]words-benchmark");
    }
  }

  @Test
  void aDeadBackendIsStatusOneAndTheFallback() throws Exception {
    try (BenchProcess bench =
        BenchProcess.start(
            folder, Map.of(), "run", "test.words", "--url", "http://127.0.0.1:1", "--no-out")) {
      assertThat(bench.status()).isEqualTo(1);

      assertThat(bench.out()).isEqualTo("1.0\n");
      assertThat(bench.err())
          .contains("docs/troubleshooting.md#backend-down")
          .doesNotContain("\tat ");
      assertThat(folder.resolve(".has_benchmark")).doesNotExist();
      assertThat(folder.resolve("bench-results")).doesNotExist();
    }
  }

  @Test
  void aMistakeIsStatusTwoAndNoNumber() throws Exception {
    try (BenchProcess bench = BenchProcess.start(folder, Map.of(), "run", "test.wrds")) {
      assertThat(bench.status()).isEqualTo(2);

      assertThat(bench.out()).isEmpty();
      assertThat(bench.err())
          .contains("did you mean test.words:benchmark?")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aPluginThatPrintsDoesNotSpoilTheResult() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK);
        BenchProcess bench =
            BenchProcess.start(
                folder,
                Map.of(),
                "run",
                "test.loud",
                "--url",
                backend.url().toString(),
                "--runs",
                "1")) {
      assertThat(bench.status()).as(bench.err()).isZero();

      assertThat(bench.out()).matches("[0-9]+[.][0-9]+\n");
      assertThat(bench.err()).contains("loud: asked for a request");
    }
  }

  @Test
  void ctrlCReportsWhatWasMeasuredAndPrintsNoNumber() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK, OK, OK, HANG);
        BenchProcess bench = start(backend, "--runs", "3")) {
      untilItHangs(backend);

      bench.interrupt();

      assertThat(bench.status()).isEqualTo(130);
      assertThat(bench.out()).isEmpty();
      JsonObject json = result();
      assertThat(json.get("interrupted").getAsBoolean()).isTrue();
      assertThat(json.get("throughput").getAsDouble()).isPositive();
      assertThat(json.getAsJsonArray("rounds")).hasSize(1);
      assertThat(json.getAsJsonObject("validity").get("verdict").getAsString())
          .isEqualTo("suspect");
      assertThat(bench.err()).contains("Maximum", "only 1 of 3 rounds were done");
      assertThat(folder.resolve(".has_benchmark")).doesNotExist();
    }
  }

  @Test
  void ctrlCLetsALoadTestsRequestsEndAndReports() throws Exception {
    try (ScriptedBackend backend = Words.backend(OK);
        BenchProcess bench =
            BenchProcess.start(
                folder,
                Map.of("BACKEND_URL", backend.url().toString(), "BENCH_OUT", "none"),
                "load",
                "test.words",
                "-rps",
                "50",
                "-n",
                "100000",
                "--no-self-warmup")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> Words.bodies(backend).size() > 20);

      bench.interrupt();

      assertThat(bench.status()).isEqualTo(130);
      assertThat(bench.out()).matches("[0-9]+[.][0-9]+\n");
      assertThat(bench.err()).contains("Send lag ", "interrupted").doesNotContain("\tat ");
    }
  }

  @Test
  void ctrlCInJsonPrintsTheResult() throws Exception {
    try (ScriptedBackend backend = Words.backend(HANG);
        BenchProcess bench = start(backend, "--json")) {
      await().atMost(Duration.ofSeconds(60)).until(() -> !backend.requests(Words.PATH).isEmpty());

      bench.interrupt();

      assertThat(bench.status()).isEqualTo(130);
      JsonObject json = JsonParser.parseString(bench.out()).getAsJsonObject();
      assertThat(json.get("throughput").isJsonNull()).isTrue();
      assertThat(json.get("reason").getAsString()).isEqualTo("interrupted");
    }
  }

  @Test
  void ctrlCEndsTheWaitingForABackend() throws Exception {
    try (ScriptedBackend backend =
            Words.backend(OK).on("/health", ScriptedReply.status(503, "loading"));
        BenchProcess bench = start(backend, "--wait", "10m")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> bench.err().contains("waiting for the backend: it answers 503"));

      bench.interrupt();

      assertThat(bench.status()).isEqualTo(130);
      assertThat(bench.out()).isEmpty();
    }
  }

  @Test
  void theSimulatorServesUntilItIsTerminated() throws Exception {
    try (BenchProcess simulator =
        BenchProcess.start(
            folder,
            Map.of(),
            "simulate",
            "test.words",
            "--port",
            "0",
            "--stream-rate",
            "1000",
            "--ttft",
            "1ms",
            "--books",
            "books.csv")) {
      await().atMost(Duration.ofSeconds(60)).until(() -> simulator.out().endsWith("\n"));
      try (BenchProcess bench =
          BenchProcess.start(
              folder, Map.of(), "run", "test.words", "--url", simulator.out().strip())) {
        assertThat(bench.status()).as(bench.err()).isZero();
      }

      simulator.terminate();

      assertThat(simulator.status()).isEqualTo(130);
      assertThat(simulator.err()).contains("served 7 requests, 70");
      assertThat(Files.readAllLines(folder.resolve("books.csv"))).hasSize(8);
    }
  }

  private BenchProcess start(ScriptedBackend backend, String... flags) throws IOException {
    List<String> arguments =
        Stream.concat(
                Stream.of("run", "test.words", "--url", backend.url().toString(), "--out", "out"),
                Stream.of(flags))
            .toList();
    return BenchProcess.start(folder, Map.of(), arguments.toArray(String[]::new));
  }

  private static void untilItHangs(ScriptedBackend backend) {
    await().atMost(Duration.ofSeconds(60)).until(() -> backend.requests(Words.PATH).size() == 5);
  }

  private JsonObject result() throws IOException {
    String text = Files.readString(folder.resolve("out").resolve("result.json"));
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private List<Path> results() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("bench-results"))) {
      return all.toList();
    }
  }
}
