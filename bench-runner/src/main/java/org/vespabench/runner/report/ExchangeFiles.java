package org.vespabench.runner.report;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.vespabench.runner.measure.ExchangeLog;

/**
 * Writes every exchange to some files, on a thread of its own: no I/O thread waits for a disk.
 * Where a disk is full, or too slow, the test goes on, and the trouble is told once for each file.
 */
public final class ExchangeFiles implements ExchangeLog {
  /** So many may wait for the disk; each is a few hundred bytes, and the times of its events. */
  private static final int WAITING = 20_000;

  private static final long FINISHING_SECONDS = 60;

  /** What the writer is asked to do: write an entry, begin anew, or end. */
  private sealed interface Order {
    record Write(Entry entry) implements Order {}

    record Begin() implements Order {}

    record End() implements Order {}
  }

  /** What a file is asked to do. */
  private interface Action {
    void on(EntryFile file) throws IOException;
  }

  private final List<EntryFile> files = new ArrayList<>();
  private final Consumer<String> trouble;
  private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread = new Thread(this::obeyAll, "bench-files-1");
  // Written by one thread at a time: who creates, then the thread, then who finishes.
  private boolean failed;

  private ExchangeFiles(Consumer<String> trouble) {
    this.trouble = trouble;
    thread.setDaemon(true);
  }

  /**
   * Begin the files in a folder. One that cannot be made is told, and left out.
   *
   * @param originNanos times are given from this moment on
   * @param requests whether to write {@code requests.jsonl}
   * @param csv whether to write {@code requests.csv}
   * @param trouble is told what cannot be written
   */
  public static ExchangeFiles create(
      Path folder, long originNanos, boolean requests, boolean csv, Consumer<String> trouble) {
    ExchangeFiles all = new ExchangeFiles(trouble);
    if (requests) {
      all.open(RequestsFile.NAME, () -> RequestsFile.create(folder, originNanos));
    }
    all.open(LatencyFile.NAME, () -> LatencyFile.create(folder, originNanos));
    if (csv) {
      all.open(CsvFile.NAME, () -> CsvFile.create(folder, originNanos));
    }
    all.thread.start();
    return all;
  }

  /** Makes a file. */
  private interface Opening {
    EntryFile open() throws IOException;
  }

  private void open(String name, Opening opening) {
    try {
      files.add(opening.open());
    } catch (IOException e) {
      fail(name, e);
    }
  }

  private void fail(String name, IOException e) {
    failed = true;
    boolean there = e instanceof FileAlreadyExistsException;
    trouble.accept(
        "%s cannot be written: %s. The test goes on without it."
            .formatted(name, there ? "it is there already" : reason(e)));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  @Override
  public void begin() {
    put(new Order.Begin());
  }

  @Override
  public void add(Entry entry) {
    if (!orders.offer(new Order.Write(entry))) {
      dropped.incrementAndGet();
    }
  }

  private void put(Order order) {
    try {
      // Not for ever: a disk that hangs must not hold the report up.
      boolean unused = orders.offer(order, FINISHING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void obeyAll() {
    try {
      for (Order order = orders.take(); !(order instanceof Order.End); order = orders.take()) {
        if (order instanceof Order.Write write) {
          each(file -> file.add(write.entry()));
        } else {
          each(EntryFile::begin);
        }
        if (orders.isEmpty()) {
          each(EntryFile::flush); // so that who looks sees it
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void each(Action action) {
    files.removeIf(
        file -> {
          try {
            action.on(file);
            return false;
          } catch (IOException | RuntimeException e) {
            fail(file.name(), e instanceof IOException io ? io : new IOException(e.toString(), e));
            abandon(file);
            return true;
          }
        });
  }

  private static void abandon(EntryFile file) {
    try {
      file.close();
    } catch (IOException | RuntimeException e) {
      // told already: it is why the file is abandoned
    }
  }

  /** Write what is left; true if all of it is in the files. */
  public boolean finish() {
    put(new Order.End());
    try {
      thread.join(TimeUnit.SECONDS.toMillis(FINISHING_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      trouble.accept("the files of requests are not complete: the disk does not answer");
      return false;
    }
    each(EntryFile::close);
    if (dropped.get() > 0) {
      trouble.accept(
          "the files lack %d requests: the disk was too slow for them. --no-requests writes less."
              .formatted(dropped.get()));
    }
    return !failed && dropped.get() == 0;
  }
}
