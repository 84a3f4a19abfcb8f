package org.vespabench.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

  @Test
  void asJsonEachLineIsAnObjectOfTheLogsForm() throws Exception {
    Console console = console(false);

    console.asJson(() -> Instant.ofEpochMilli(1234));
    console.say("two\nlines of \"é\" \\ <\u0000>");
    console.fail("bench: no luck");

    assertThat(JsonLines.parse(err))
        .extracting(JsonObject::toString)
        .containsExactly(
            object("INFO", "two\\nlines of \\\"é\\\" \\\\ <\\u0000>"),
            object("ERROR", "bench: no luck"));
  }

  private static String object(String level, String escaped) {
    return "{\"timestamp\":1234,\"level\":\"%s\",\"threadName\":\"%s\",\"loggerName\":\"bench\",\"message\":\"%s\"}"
        .formatted(level, Thread.currentThread().getName(), escaped);
  }

  @Test
  void asJsonHalfACharacterDoesNotSpoilTheLine() throws Exception {
    Console console = console(false);

    console.asJson();
    console.say("a\ud800b");

    assertThat(JsonLines.parse(err).get(0).get("message").getAsString()).isEqualTo("a?b");
  }

  @Test
  void asJsonIsUtf8WhateverTheStreamIs() throws Exception {
    Console console =
        new Console(
            stream(out), new PrintStream(err, false, StandardCharsets.ISO_8859_1), false, 10);

    console.asJson();
    console.say("é€");

    assertThat(JsonLines.parse(err).get(0).get("message").getAsString()).isEqualTo("é€");
  }

  @Test
  void asJsonNothingIsLive() throws Exception {
    Console console = console(true);

    console.asJson();
    console.live("busy");
    console.say("done");
    console.eraseLive();

    assertThat(JsonLines.parse(err)).hasSize(1);
  }

  @Test
  void asJsonTheResultIsStillAsItIs() throws Exception {
    Console console = console(false);

    console.asJson();
    console.result("1.5\n");

    assertThat(out).hasToString("1.5\n");
    assertThat(JsonLines.parse(err)).isEmpty();
  }

  @Test
  void whatFailedIsALineAsAnyOther() {
    Console console = console(false);

    console.fail("bench: no luck");
    console.err().flush();

    assertThat(err).hasToString("bench: no luck" + System.lineSeparator());
  }
}
