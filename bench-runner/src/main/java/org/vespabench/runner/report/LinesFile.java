package org.vespabench.runner.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.vespabench.runner.measure.ExchangeLog;

/** A text file with a line for each exchange. */
final class LinesFile implements EntryFile {
  private final String name;
  private final String head;
  private final Function<ExchangeLog.Entry, String> line;
  private final TextFile file;

  private LinesFile(
      String name, String head, Function<ExchangeLog.Entry, String> line, TextFile file) {
    this.name = name;
    this.head = head;
    this.line = line;
    this.file = file;
  }

  /**
   * Begin one.
   *
   * @param head what it begins with, empty for nothing
   * @param line writes an exchange, line break included
   * @throws IOException if it cannot be made, or is there already
   */
  static LinesFile create(
      Path folder, String name, String head, Function<ExchangeLog.Entry, String> line)
      throws IOException {
    TextFile file = TextFile.create(folder.resolve(name));
    file.write(head);
    return new LinesFile(name, head, line, file);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void begin() throws IOException {
    file.truncate();
    file.write(head);
  }

  @Override
  public void add(ExchangeLog.Entry entry) throws IOException {
    file.write(line.apply(entry));
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
