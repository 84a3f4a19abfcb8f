package org.vespabench.runner.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Says each line that is written to it: for what plugins print where a log has a form. */
final class SaidLines extends OutputStream {
  private final Console console;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private SaidLines(Console console) {
    this.console = console;
  }

  static PrintStream to(Console console) {
    return new PrintStream(new SaidLines(console), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int one) {
    if (one != '\n') {
      line.write(one);
      return;
    }
    console.say(line.toString(StandardCharsets.UTF_8).stripTrailing());
    line.reset();
  }
}
