package org.vespabench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/result.md} describes every field that is written. */
class DocumentedResultIT {
  private static final String PAGE = "docs/result.md";

  /** Objects whose names are data, and what the page calls such a name. */
  private static final Map<String, String> FREE_NAMES =
      Map.of(
          "settings", "<name>",
          "identity", "<name>",
          "measuredWith", "<name>",
          "latencyMillis", "<latency>",
          "load.stages[].latencyMillis", "<latency>",
          "details", "<figure>",
          "requests.backendMeans", "<figure>");

  /** A few small requests; the seed lets some fail, but not the warm-up. */
  private static final List<String> SMALL =
      List.of(
          "--runs=1",
          "--requests=40",
          "--max-tokens=5",
          "--stream-rate=1000",
          "--ttft=1ms",
          "--seed=5",
          "--json");

  @TempDir private Path folder;

  @Test
  void figuresOfAStreamWithFailuresAreDescribed() throws Exception {
    Program.Outcome demo =
        new Program(folder)
            .bench(with("demo", "--stream", "--error-rate=0.3", "--out=" + folder.resolve("out")));

    JsonObject result = describedAll(demo, 0);

    assertThat(Files.readString(folder.resolve("out/result.json"))).isEqualTo(demo.out());
    assertThat(result.getAsJsonArray("errors")).isNotEmpty();
    for (String latency : result.getAsJsonObject("latencyMillis").keySet()) {
      assertThat(Page.of(PAGE).text()).contains("| `" + latency + "` |");
    }
  }

  @Test
  void whatIsWrittenWhenNothingWasMeasuredIsDescribed() throws Exception {
    Program.Outcome run =
        new Program(folder)
            .bench("run", "benchmarks.openai", "--url=http://127.0.0.1:1", "--no-out", "--json");

    assertThat(describedAll(run, 1).get("throughput").isJsonNull()).isTrue();
  }

  @Test
  void figuresOfALoadTestAreDescribed() throws Exception {
    Program program = new Program(folder);
    try (Simulator simulator = Simulator.start(program, folder)) {
      Path out = folder.resolve("load");

      Program.Outcome load =
          program.bench(
              "load",
              "benchmarks.openai",
              "--url=" + simulator.url(),
              "-rps=50",
              "-n=20",
              "--max-tokens=5",
              "--stream",
              "--slo=ttft_p50=30s",
              "--no-self-warmup",
              "--out=" + out,
              "--json");

      JsonObject result = describedAll(load, 0);
      assertThat(result.getAsJsonObject("load").getAsJsonObject("slo").size()).isPositive();
      for (String line : Files.readAllLines(out.resolve("requests.jsonl"))) {
        for (String field : object(line).keySet()) {
          assertThat(Page.of(PAGE).text()).contains("`" + field + "`");
        }
      }
    }
  }

  @Test
  void bothCacheFilesAreDescribed() throws Exception {
    Program program = new Program(folder);
    try (Simulator simulator = Simulator.start(program, folder)) {
      String[] run = with("run", "benchmarks.openai", "--url", simulator.url(), "--no-out");
      run = without(run, "--stream-rate=1000", "--ttft=1ms");
      Program.Outcome measured = program.bench(run);
      assertThat(measured.status()).as(measured.err()).isZero();

      JsonObject cached = describedAll(program.bench(run), 0);

      assertThat(cached.get("cached").getAsBoolean()).isTrue();
      assertThat(Files.readString(folder.resolve(".has_benchmark"))).matches("[0-9.]+\n");
      described(object(Files.readString(folder.resolve(".has_benchmark.json"))));
    }
  }

  /** Runs until it is closed. */
  private record Simulator(Process process, String url) implements AutoCloseable {
    static Simulator start(Program program, Path folder) throws IOException {
      Path url = folder.resolve("url.txt");
      String bench = Program.dist().resolve("bin/bench").toString();
      Process process =
          program.start(
              List.of(bench, "simulate", "--port=0", "--stream-rate=1000", "--ttft=1ms"),
              Map.of(),
              url,
              folder.resolve("simulator.txt"));
      Awaitility.await().until(() -> Files.readString(url).endsWith("\n"));
      return new Simulator(process, Files.readString(url).strip());
    }

    @Override
    public void close() {
      process.destroy();
      Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> !process.isAlive());
    }
  }

  private static String[] with(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + SMALL.size());
    for (int i = 0; i < SMALL.size(); i++) {
      all[arguments.length + i] = SMALL.get(i);
    }
    return all;
  }

  private static String[] without(String[] arguments, String... these) {
    return Arrays.stream(arguments)
        .filter(argument -> !List.of(these).contains(argument))
        .toArray(String[]::new);
  }

  private static JsonObject describedAll(Program.Outcome outcome, int status) {
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
    JsonObject json = object(outcome.out());
    described(json);
    return json;
  }

  private static void described(JsonObject json) {
    Set<String> fields = new TreeSet<>();
    collect("", json, fields);
    // The fields of a latency are described once.
    fields =
        fields.stream()
            .map(field -> field.replaceFirst("^load[.]stages\\[\\][.](?=latencyMillis)", ""))
            .map(field -> field.replaceFirst("^load[.].*sendLagMillis", "latencyMillis.<latency>"))
            .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    String page = Page.of(PAGE).text();
    fields.removeIf(field -> page.contains("| `" + field + "` |"));
    assertThat(fields).as("describe these in %s, each in a row", PAGE).isEmpty();
  }

  private static void collect(String path, JsonElement element, Set<String> fields) {
    if (element instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        String name = FREE_NAMES.getOrDefault(path, entry.getKey());
        collect(path.isEmpty() ? name : path + "." + name, entry.getValue(), fields);
      }
    } else if (element instanceof JsonArray array) {
      array.forEach(each -> collect(each.isJsonObject() ? path + "[]" : path, each, fields));
    } else {
      fields.add(path);
    }
  }

  private static JsonObject object(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
