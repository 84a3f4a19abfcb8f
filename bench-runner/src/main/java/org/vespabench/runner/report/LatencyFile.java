package org.vespabench.runner.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.Latency;

/**
 * {@code latency.hlog}: the latencies of successes in HdrHistogram's log format, in microseconds, a
 * line for each second of intended times and each latency, which is the line's tag. Tools of that
 * format show it, and add it up.
 */
final class LatencyFile implements EntryFile {
  static final String NAME = "latency.hlog";
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Exchanges end in another order than they begin in; so many seconds are kept open for them. */
  private static final int OPEN_SECONDS = 64;

  private final TextFile file;
  private final long originNanos;
  private final double originSeconds;
  private final TreeMap<Long, Map<Latency, Histogram>> open = new TreeMap<>();

  private LatencyFile(TextFile file, long originNanos, double originSeconds) {
    this.file = file;
    this.originNanos = originNanos;
    this.originSeconds = originSeconds;
  }

  /**
   * Begin one.
   *
   * @param originNanos the first second begins here
   */
  static LatencyFile create(Path folder, long originNanos) throws IOException {
    double nowSeconds = System.currentTimeMillis() / 1e3;
    double since = (System.nanoTime() - originNanos) / 1e9;
    LatencyFile latency =
        new LatencyFile(TextFile.open(folder.resolve(NAME)), originNanos, nowSeconds - since);
    latency.head();
    return latency;
  }

  private void head() throws IOException {
    log(
        writer -> {
          writer.outputLogFormatVersion();
          writer.outputBaseTime(Math.round(originSeconds * 1e3));
          writer.outputLegend();
        });
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void begin() throws IOException {
    open.clear();
    file.truncate();
    head();
  }

  @Override
  public void add(ExchangeLog.Entry entry) throws IOException {
    Exchange exchange = entry.exchange();
    if (!exchange.succeeded()) {
      return;
    }
    Exchange.Stamps stamps = exchange.stamps();
    long second = Math.max(0, stamps.intended() - originNanos) / SECOND;
    add(second, Latency.E2E, stamps.done() - stamps.intended());
    if (exchange.outputs().count() > 0) {
      add(second, Latency.TTFT, exchange.outputs().first() - stamps.intended());
    }
    while (open.size() > OPEN_SECONDS) {
      writeFirst();
    }
  }

  private void add(long second, Latency latency, long nanos) {
    open.computeIfAbsent(second, key -> new TreeMap<>())
        .computeIfAbsent(latency, key -> new Histogram(3))
        .recordValue(Math.max(0, nanos / 1_000));
  }

  private void writeFirst() throws IOException {
    Map.Entry<Long, Map<Latency, Histogram>> first = open.pollFirstEntry();
    double from = first.getKey();
    for (Map.Entry<Latency, Histogram> each : first.getValue().entrySet()) {
      each.getValue().setTag(each.getKey().key());
      log(writer -> writer.outputIntervalHistogram(from, from + 1, each.getValue(), 1_000.0));
    }
  }

  /** What writes to a log. */
  private interface Lines {
    void write(HistogramLogWriter writer);
  }

  /** By way of the memory, as the library's writer does not tell what a full disk says. */
  private void log(Lines lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      lines.write(new HistogramLogWriter(out));
    }
    file.write(bytes.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void flush() throws IOException {
    file.flush();
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      writeFirst();
    }
    file.close();
  }
}
