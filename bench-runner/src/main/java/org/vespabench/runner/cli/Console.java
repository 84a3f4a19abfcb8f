package org.vespabench.runner.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where output goes: results to one stream, everything else to the other. Thread-safe; it keeps
 * lines and the live line apart.
 */
final class Console {
  private static final String ERASE = "\r\u001b[K";
  private static final int COLUMNS = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final int columns;
  private boolean liveShown;

  Console(PrintStream out, PrintStream err, boolean terminal, int columns) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.columns = columns;
  }

  /** Ask the launcher what only it can know: whether stderr is a terminal, and how wide. */
  static Console of(PrintStream out, PrintStream err, Map<String, String> environment) {
    boolean terminal =
        Boolean.getBoolean("vespabench.terminal")
            && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    return new Console(out, err, terminal, Integer.getInteger("vespabench.columns", COLUMNS));
  }

  /** Tell whether somebody watches. */
  boolean isTerminal() {
    return terminal;
  }

  PrintStream err() {
    return err;
  }

  /** Write a line to stderr. */
  synchronized void say(String line) {
    eraseLive();
    err.println(line);
  }

  /** Replace the live line; only on a terminal. */
  synchronized void live(String line) {
    if (terminal) {
      String fitting = line.length() < columns ? line : line.substring(0, columns - 1);
      err.print(ERASE + fitting);
      err.flush();
      liveShown = true;
    }
  }

  /** Remove the live line. */
  synchronized void eraseLive() {
    if (liveShown) {
      err.print(ERASE);
      err.flush();
      liveShown = false;
    }
  }

  /** Write the result to stdout; false if that is not possible. */
  synchronized boolean result(String text) {
    eraseLive();
    out.print(text);
    out.flush();
    return !out.checkError();
  }
}
