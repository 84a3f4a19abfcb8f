package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ConsoleTest {
  private static final String ERASE = "\r\u001b[K";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(boolean terminal) {
    return new Console(stream(out), stream(err), terminal, 10);
  }

  private static PrintStream stream(OutputStream target) {
    return new PrintStream(target, false, StandardCharsets.UTF_8);
  }

  @Test
  void resultsAndAllElseAreKeptApart() {
    Console console = console(false);

    console.say("measuring");
    assertThat(console.result("1.5\n")).isTrue();
    console.err().flush();

    assertThat(out).hasToString("1.5\n");
    assertThat(err).hasToString("measuring" + System.lineSeparator());
  }

  @Test
  void theLiveLineIsCutToTheTerminalAndErasedBeforeAnyOther() {
    Console console = console(true);

    console.live("0123456789abc");
    console.say("x");
    console.say("y");
    console.err().flush();

    assertThat(err)
        .hasToString(
            ERASE
                + "012345678"
                + ERASE
                + "x"
                + System.lineSeparator()
                + "y"
                + System.lineSeparator());
  }

  @Test
  void theLiveLineIsErasedBeforeTheResult() {
    Console console = console(true);

    console.live("busy");
    console.result("1.5\n");

    assertThat(err).hasToString(ERASE + "busy" + ERASE);
  }

  @Test
  void withoutATerminalThereIsNoLiveLine() {
    console(false).live("busy");

    assertThat(err.size()).isZero();
  }

  @Test
  void aResultThatNobodyTakesIsNoticed() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };

    assertThat(new Console(stream(full), stream(err), false, 10).result("1.5\n")).isFalse();
  }
}
