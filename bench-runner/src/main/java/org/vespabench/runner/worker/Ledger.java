package org.vespabench.runner.worker;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vespabench.runner.fleet.Ask;
import org.vespabench.runner.metrics.RequestOutcome;
import org.vespabench.runner.metrics.WorkerMetrics;

/**
 * Writes down what became of each request: into the metrics, and into a CSV file if there is one. A
 * line is written when its request has ended. Thread-safe.
 */
final class Ledger implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  private static final String HEADER =
      "request_idx,reqnum,cost,outcome,status,arrived_ms,waited_ms,first_byte_ms,total_ms\n";

  private final WorkerMetrics metrics;
  private final Object lock = new Object();

  /** Guarded by lock; null where there are no books, or no more. */
  private @Nullable Writer books;

  private Ledger(WorkerMetrics metrics, @Nullable Writer books) {
    this.metrics = metrics;
    this.books = books;
  }

  /**
   * Begin to write.
   *
   * @param file begun anew; absent for metrics alone. Where it cannot be written that is logged: a
   *     worker that serves is worth more than its books
   */
  static Ledger open(WorkerMetrics metrics, Optional<Path> file) {
    return new Ledger(metrics, file.isEmpty() ? null : begun(file.get()));
  }

  private static @Nullable Writer begun(Path file) {
    try {
      Writer writer = Files.newBufferedWriter(file);
      writer.write(HEADER);
      writer.flush();
      return writer;
    } catch (IOException e) {
      log.error("there are no books, as {} cannot be written: {} (--books)", file, e.toString());
      return null;
    }
  }

  /**
   * When things happened to a request, in the time of {@code System.nanoTime}.
   *
   * @param started when the backend got it; 0 if it did not
   * @param firstByte when the reply's body began; 0 if it did not
   */
  record Times(long arrived, long admitted, long started, long firstByte, long ended) {
    private static double millis(long from, long to) {
      return to == 0 ? Double.NaN : (to - from) / 1e6;
    }
  }

  /** Write that a request got no further than the worker. */
  void refused(Optional<Ask> ask, Refusal refusal, long arrivedNanos) {
    metrics.request(refusal.outcome(), refusal.status());
    write(
        ask,
        refusal.outcome(),
        refusal.status(),
        new Times(arrivedNanos, 0, 0, 0, System.nanoTime()));
  }

  /** Write that a request which was admitted is over. */
  void served(Ask ask, RequestOutcome outcome, int status, Times times) {
    metrics.request(outcome, status);
    metrics.latency((times.ended() - times.arrived()) / 1e9);
    write(Optional.of(ask), outcome, status, times);
  }

  private void write(Optional<Ask> ask, RequestOutcome outcome, int status, Times times) {
    synchronized (lock) {
      if (books == null) {
        return;
      }
      try {
        books.write(line(ask, outcome, status, times));
        books.flush(); // whoever looks at them sees all that has ended
      } catch (IOException e) {
        log.error("the books end here, as they cannot be written: {}", e.toString());
        close();
      }
    }
  }

  private static String line(Optional<Ask> ask, RequestOutcome outcome, int status, Times times) {
    double total = Times.millis(times.arrived(), times.ended());
    return String.join(
            ",",
            ask.flatMap(Ask::requestIdx).orElse(""),
            ask.flatMap(Ask::reqnum).orElse(""),
            ask.map(one -> number(one.cost())).orElse(""),
            outcome.name().toLowerCase(Locale.ROOT),
            String.valueOf(status),
            number(System.currentTimeMillis() - total),
            number(Times.millis(times.admitted(), times.started())),
            number(Times.millis(times.arrived(), times.firstByte())),
            number(total))
        + "\n";
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  @Override
  public void close() {
    synchronized (lock) {
      Writer last = books;
      books = null;
      if (last != null) {
        try {
          last.close();
        } catch (IOException e) {
          log.error("the books could not be closed: {}", e.toString());
        }
      }
    }
  }
}
