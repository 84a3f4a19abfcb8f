package org.vespabench.runner.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
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
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final int columns;

  /** Guarded by this, as is all that follows. */
  private int liveLines;

  private boolean json;

  /** What time the lines say that it is, where they say it. */
  private InstantSource clock = InstantSource.system();

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

  /**
   * From now on write what is said as the {@linkplain Logging log} writes its own: one JSON object
   * a line. Nothing is live any more, as what moves a cursor is no JSON.
   */
  void asJson() {
    asJson(InstantSource.system());
  }

  synchronized void asJson(InstantSource clock) {
    eraseLive();
    this.clock = clock;
    json = true;
  }

  /** Write a line to stderr. */
  void say(String line) {
    write("INFO", line);
  }

  /** Write to stderr why the command failed. */
  void fail(String line) {
    write("ERROR", line);
  }

  private synchronized void write(String level, String line) {
    eraseLive();
    if (json) {
      // As bytes: a stream of another charset would spoil what must be UTF-8.
      err.writeBytes((object(level, line) + "\n").getBytes(StandardCharsets.UTF_8));
    } else {
      err.println(line);
    }
  }

  private String object(String level, String line) {
    JsonObject object = new JsonObject();
    object.addProperty("timestamp", clock.millis());
    object.addProperty("level", level);
    object.addProperty("threadName", Thread.currentThread().getName());
    object.addProperty("loggerName", "bench");
    object.addProperty("message", line);
    return GSON.toJson(object);
  }

  /** Replace the live line, or lines; only on a terminal. */
  synchronized void live(String text) {
    if (terminal && !json) {
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
