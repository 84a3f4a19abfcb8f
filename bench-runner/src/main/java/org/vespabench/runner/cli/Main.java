package org.vespabench.runner.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The program. It keeps stdout for results, so that a plugin's prints cannot spoil one. */
public final class Main {
  private Main() {}

  /** Run one command, and exit with its status. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // digits and points are part of the output's form
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    PrintStream err = System.err;
    System.setOut(err);
    Interrupts interrupts = new Interrupts();
    interrupts.install();
    Console console = Console.of(out, err, System.getenv());
    interrupts.exit(new Cli(System.getenv(), console, interrupts).run(args));
  }
}
