package org.vespabench.runner.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.vespabench.runner.measure.Exchange;
import org.vespabench.runner.measure.ExchangeLog;
import org.vespabench.runner.measure.OutputTimes;

/** {@code requests.csv}: a row for each exchange, for spreadsheets. */
final class CsvFile {
  static final String NAME = "requests.csv";
  private static final double NANOS_PER_MILLI = 1e6;
  private static final String HEAD =
      "index,id,stage,model,intended_ms,send_lag_ms,ttft_ms,e2e_ms,declared_units,done_units,error\n";

  private CsvFile() {}

  /** Begin one; times are given from {@code originNanos} on. */
  static EntryFile create(Path folder, long originNanos) throws IOException {
    return LinesFile.create(folder, NAME, HEAD, entry -> row(entry, originNanos));
  }

  private static String row(ExchangeLog.Entry entry, long originNanos) {
    Exchange exchange = entry.exchange();
    Exchange.Stamps stamps = exchange.stamps();
    OutputTimes outputs = exchange.outputs();
    long intended = stamps.intended();
    return String.format(
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
        exchange.failure() == null ? "" : quoted(exchange.failure().label()));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / NANOS_PER_MILLI);
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
