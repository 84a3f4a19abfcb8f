package org.vespabench.runner.report;

import java.io.IOException;
import org.vespabench.runner.measure.ExchangeLog;

/** One file that is written exchange by exchange. Used by one thread. */
interface EntryFile {
  /** Its name in the folder. */
  String name();

  /** Forget what is in it. */
  void begin() throws IOException;

  /** Write one. */
  void add(ExchangeLog.Entry entry) throws IOException;

  /** Hand over to the system what is written: nobody waits for more at the moment. */
  void flush() throws IOException;

  /** Write what is left. */
  void close() throws IOException;
}
