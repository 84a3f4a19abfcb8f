package org.vespabench.runner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vespabench.api.Work;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Failure;
import org.vespabench.runner.measure.FailureKind;
import org.vespabench.runner.measure.OutputTimes;

@Timeout(60)
final class ExchangeFilesTest {
  private static final long MILLI = 1_000_000;
  private static final long ORIGIN = 77_000 * MILLI;

  @TempDir private Path folder;
  private final List<String> troubles = Collections.synchronizedList(new ArrayList<>());

  @Test
  void everyExchangeIsALineWithAllThatIsKnownOfIt() throws IOException {
    ExchangeFiles files = create(true, false);
    files.add(success(0, 100, 400, 10));
    files.add(new ExchangeLog.Entry(1, "bench-1", 2, "big", failed(200, 350)));

    assertThat(files.finish()).isTrue();

    List<JsonObject> lines = lines();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"index": 0, "id": "bench-0", "stage": 0, "intendedMillis": 100.0,
                 "leasedMillis": 101.0, "sentMillis": 102.0, "headersMillis": 120.0,
                 "firstOutputMillis": 150.0, "firstAnswerMillis": 150.0, "lastOutputMillis": 390.0,
                 "outputs": 2, "doneMillis": 400.0, "declaredUnits": 16.0, "doneUnits": 10.0,
                 "inputTokens": 5.0, "cachedTokens": 0.0, "freshConnection": true}
                """));
    assertThat(lines.get(1))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"index": 1, "id": "bench-1", "stage": 2, "model": "big", "intendedMillis": 200.0,
                 "leasedMillis": 201.0, "sentMillis": 202.0, "doneMillis": 350.0,
                 "declaredUnits": 16.0, "freshConnection": false, "resent": true,
                 "error": "status:503", "message": "status 503: \\"busy\\", says it"}
                """));
    assertThat(troubles).isEmpty();
    assertThat(folder).isDirectoryNotContaining("glob:**.csv");
  }

  @Test
  void ofOneThatWasRoutedTheWayToItsWorkerIsTold() throws IOException {
    ExchangeFiles files = create(true, false);
    files.add(routed(new Exchange.Routing("http://w", at(110), at(120), at(121), 2, "7")));
    files.add(routed(new Exchange.Routing("", 0, 0, 0, 1, "")));

    files.finish();

    assertThat(lines().get(0).toString())
        .contains(
            "\"asked\":2,\"requestIdx\":\"7\",\"answeredMillis\":110.0,\"routedMillis\":120.0,"
                + "\"worker\":\"http://w\",\"workerSentMillis\":121.0");
    assertThat(lines().get(1).keySet()).contains("asked").doesNotContain("requestIdx", "worker");
  }

  @Test
  void theLatencyLogCanBeReadByOthersSecondBySecond() throws IOException {
    ExchangeFiles files = create(false, false);
    files.add(success(0, 100, 400, 10));
    files.add(success(1, 1_200, 1_900, 10));
    files.add(success(2, 300, 500, 10)); // ended later, but was to begin in the first second
    files.add(new ExchangeLog.Entry(3, "bench-3", 0, "", failed(200, 350)));

    assertThat(files.finish()).isTrue();

    Map<String, List<Long>> counts = new TreeMap<>();
    HistogramLogReader reader = new HistogramLogReader(folder.resolve("latency.hlog").toFile());
    for (Histogram each = (Histogram) reader.nextIntervalHistogram();
        each != null;
        each = (Histogram) reader.nextIntervalHistogram()) {
      counts.computeIfAbsent(each.getTag(), tag -> new ArrayList<>()).add(each.getTotalCount());
      if (each.getTag().equals("e2e") && each.getTotalCount() == 1) {
        assertThat(each.getMaxValue() / 1_000.0).isBetween(699.0, 701.0);
      }
    }
    reader.close();
    assertThat(counts).isEqualTo(Map.of("e2e", List.of(2L, 1L), "ttft", List.of(2L, 1L)));
    assertThat(folder).isDirectoryNotContaining("glob:**.jsonl");
  }

  @Test
  void theTableHasARowForEach() throws IOException {
    ExchangeFiles files = create(true, true);
    files.add(success(0, 100, 400, 10));
    files.add(new ExchangeLog.Entry(1, "bench-1", 0, "a,\"b\"", failed(200, 350)));
    files.finish();

    assertThat(folder.resolve("requests.csv"))
        .hasContent(
            """
            index,id,stage,model,intended_ms,send_lag_ms,ttft_ms,e2e_ms,declared_units,done_units,error
            0,bench-0,0,,100.000,2.000,50.000,300.000,16.0,10.0,
            1,bench-1,0,"a,""b""\",200.000,2.000,,150.000,16.0,,status:503
            """);
  }

  @Test
  void whenATestBeginsAnewWhatWasWrittenIsForgotten() throws IOException {
    ExchangeFiles files = create(true, true);
    files.add(success(0, 100, 400, 10));
    files.begin();
    files.add(success(7, 1_100, 1_400, 10));
    files.finish();

    assertThat(lines()).hasSize(1).first().extracting(l -> l.get("index").getAsInt()).isEqualTo(7);
    assertThat(Files.readAllLines(folder.resolve("requests.csv"))).hasSize(2);
    assertThat(
            Files.readString(folder.resolve("latency.hlog"))
                .lines()
                .filter(l -> l.startsWith("Tag=e2e")))
        .hasSize(1);
  }

  @Test
  void whoLooksMeanwhileSeesWhatWasWritten() throws IOException {
    ExchangeFiles files = create(true, false);
    files.add(success(0, 100, 400, 10));

    await().until(() -> lines().size() == 1);

    files.finish();
  }

  @Test
  void aFullDiskIsToldOnceAndTheOtherFilesGoOn() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    Files.createSymbolicLink(folder.resolve("latency.hlog"), full);
    ExchangeFiles files = create(true, false);
    for (int i = 0; i < 1_000; i++) {
      files.add(success(i, 100, 400, 10));
    }

    assertThat(files.finish()).isFalse();

    assertThat(troubles)
        .singleElement()
        .asString()
        .startsWith("latency.hlog cannot be written: No space left on device");
    assertThat(lines()).hasSize(1_000);
  }

  @Test
  void aFileThatIsThereAlreadyIsNotTouched() throws IOException {
    Files.writeString(folder.resolve("requests.jsonl"), "another's\n");

    ExchangeFiles files = create(true, false);
    files.add(success(0, 100, 400, 10));

    assertThat(files.finish()).isFalse();
    assertThat(folder.resolve("requests.jsonl")).hasContent("another's\n");
    assertThat(troubles)
        .containsExactly(
            "requests.jsonl cannot be written: it is there already. The test goes on without it.");
  }

  private ExchangeFiles create(boolean requests, boolean csv) {
    return ExchangeFiles.create(folder, ORIGIN, requests, csv, troubles::add);
  }

  private List<JsonObject> lines() throws IOException {
    return Files.readAllLines(folder.resolve("requests.jsonl")).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static ExchangeLog.Entry success(long index, long intended, long done, double units) {
    OutputTimes outputs = new OutputTimes();
    outputs.addAnswer(at(intended + 50));
    outputs.addAnswer(at(done - 10));
    Exchange exchange =
        new Exchange(
            new Exchange.Stamps(
                at(intended), at(intended + 1), at(intended + 2), at(intended + 20), at(done)),
            outputs,
            16,
            Work.done(units).input(5, 0),
            null,
            new Exchange.Connection(true, false));
    return new ExchangeLog.Entry(index, "bench-" + index, 0, "", exchange);
  }

  private static Exchange failed(long intended, long done) {
    return new Exchange(
        new Exchange.Stamps(at(intended), at(intended + 1), at(intended + 2), 0, at(done)),
        new OutputTimes(),
        16,
        null,
        new Failure(FailureKind.STATUS, "503", "status 503: \"busy\", says it"),
        new Exchange.Connection(false, true));
  }

  private static ExchangeLog.Entry routed(Exchange.Routing routing) {
    Exchange plain = failed(100, 350);
    Exchange exchange =
        new Exchange(
            plain.stamps(),
            plain.outputs(),
            plain.declared(),
            plain.work(),
            plain.failure(),
            plain.connection(),
            Optional.of(routing));
    return new ExchangeLog.Entry(0, "bench-0", 0, "", exchange);
  }

  private static long at(long millis) {
    return ORIGIN + millis * MILLI;
  }
}
