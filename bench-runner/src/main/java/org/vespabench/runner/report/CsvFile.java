package org.vespabench.runner.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.OutputTimes;

/** {@code requests.csv}: a row for each exchange, for spreadsheets. */
final class CsvFile implements EntryFile {
  static final String NAME = "requests.csv";
  private static final double NANOS_PER_MILLI = 1e6;
  private static final String HEAD =
      "index,id,stage,model,intended_ms,send_lag_ms,ttft_ms,e2e_ms,declared_units,done_units,error\n";

  private final TextFile file;
  private final long originNanos;

  private CsvFile(TextFile file, long originNanos) {
    this.file = file;
    this.originNanos = originNanos;
  }

  /** Begin one; times are given from {@code originNanos} on. */
  static CsvFile create(Path folder, long originNanos) throws IOException {
    CsvFile csv = new CsvFile(TextFile.create(folder.resolve(NAME)), originNanos);
    csv.file.write(HEAD);
    return csv;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void begin() throws IOException {
    file.truncate();
    file.write(HEAD);
  }

  @Override
  public void add(ExchangeLog.Entry entry) throws IOException {
    Exchange exchange = entry.exchange();
    Exchange.Stamps stamps = exchange.stamps();
    OutputTimes outputs = exchange.outputs();
    long intended = stamps.intended();
    file.write(
        String.format(
            Locale.ROOT,
            "%d,%s,%d,%s,%s,%s,%s,%s,%s,%s,%s%n",
            entry.index(),
            entry.id(),
            entry.stage(),
            quoted(entry.model()),
            millis(intended - originNanos),
            stamps.sent() == 0 ? "" : millis(stamps.sent() - intended),
            outputs.count() == 0 ? "" : millis(outputs.first() - intended),
            millis(stamps.done() - intended),
            exchange.declared(),
            exchange.succeeded() ? exchange.done() : "",
            exchange.failure() == null ? "" : quoted(exchange.failure().label())));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / NANOS_PER_MILLI);
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  public void flush() throws IOException {
    file.flush();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
