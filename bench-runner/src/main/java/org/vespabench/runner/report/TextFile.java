package org.vespabench.runner.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new text file that can be begun anew. Used by one thread. */
final class TextFile {
  private final FileChannel channel;
  private final Writer writer;

  private TextFile(FileChannel channel) {
    this.channel = channel;
    this.writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), 1 << 16);
  }

  /**
   * Make one.
   *
   * @throws IOException if it cannot be made, or is there already
   */
  static TextFile create(Path file) throws IOException {
    return new TextFile(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /**
   * Write into one that was claimed before.
   *
   * @throws IOException if it cannot be opened
   */
  static TextFile open(Path file) throws IOException {
    return new TextFile(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  void write(String text) throws IOException {
    writer.write(text);
  }

  void truncate() throws IOException {
    writer.flush();
    channel.truncate(0);
  }

  void flush() throws IOException {
    writer.flush();
  }

  void close() throws IOException {
    writer.close();
  }
}
