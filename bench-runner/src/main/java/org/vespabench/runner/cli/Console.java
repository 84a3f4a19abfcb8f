package org.vespabench.runner.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where output goes: results to one stream, everything else to the other. Thread-safe; it keeps
 * lines and the live line apart.
 */
final class Console {
  private static final String ERASE = "\r\u001b[K";
  private static final String UP = "\u001b[1A";
  private static final int COLUMNS = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final int columns;
  private int liveLines;

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

  /** Replace the live line, or lines; only on a terminal. */
  synchronized void live(String text) {
    if (terminal) {
      String fitting =
          text.lines()
              .map(line -> line.length() < columns ? line : line.substring(0, columns - 1))
              .collect(Collectors.joining("\n"));
      err.print(erasing() + fitting);
      err.flush();
      liveLines = 1 + (int) fitting.chars().filter(c -> c == '\n').count();
    }
  }

  /** Remove what is live. */
  synchronized void eraseLive() {
    if (liveLines > 0) {
      err.print(erasing());
      err.flush();
      liveLines = 0;
    }
  }

  /** The cursor is at the end of the last of them. */
  private String erasing() {
    return ERASE + (UP + ERASE).repeat(Math.max(0, liveLines - 1));
  }

  /** Write the result to stdout; false if that is not possible. */
  synchronized boolean result(String text) {
    eraseLive();
    out.print(text);
    out.flush();
    return !out.checkError();
  }
}
