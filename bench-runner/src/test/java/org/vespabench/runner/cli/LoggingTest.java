package org.vespabench.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPLoggerFactory;

final class LoggingTest {
  private static final Logger LOG = LoggerFactory.getLogger(LoggingTest.class);

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private PrintStream before;
  private Runnable undo = () -> {};

  @BeforeEach
  void capture() {
    before = System.err;
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void restore() {
    undo.run();
    System.setErr(before);
  }

  private JsonObject only() throws IOException {
    List<JsonObject> lines = JsonLines.parse(err);
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private static String text(JsonObject object, String member) {
    return object.get(member).getAsString();
  }

  @Test
  void asJsonALineSaysWhenWhoAndWhat() throws Exception {
    undo = Logging.apply("json", "info");
    long startMillis = System.currentTimeMillis();

    LOG.info("{} of {} requests", 3, "many");

    JsonObject line = only();
    assertThat(line.get("timestamp").getAsLong())
        .isBetween(startMillis, System.currentTimeMillis());
    assertThat(text(line, "level")).isEqualTo("INFO");
    assertThat(text(line, "loggerName")).isEqualTo(LoggingTest.class.getName());
    assertThat(text(line, "threadName")).isEqualTo(Thread.currentThread().getName());
    assertThat(text(line, "message")).isEqualTo("3 of many requests");
    assertThat(line.get("throwable").isJsonNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two\nlines",
        "two\r\nlines\n",
        "say \"no\" to \\ and \\n",
        "\u0000\u0001\u001b[31m\u007f\u0085",
        "\u2028\u2029é€😀",
        "{\"message\":\"forged\"}",
        ""
      })
  void whateverIsLoggedStaysOneLineAndIsReadBack(String message) throws Exception {
    undo = Logging.apply("json", "info");

    LOG.info("{}", message);

    assertThat(text(only(), "message")).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00b", "\udc00\ud800"})
  void halfACharacterDoesNotSpoilTheLine(String broken) throws Exception {
    undo = Logging.apply("json", "info");

    LOG.info("{}", broken);

    assertThat(text(only(), "message")).contains("?");
  }

  @Test
  void aTraceIsPartOfItsLine() throws Exception {
    undo = Logging.apply("json", "info");

    LOG.warn("failed", new IOException("re\"set\n", new IllegalStateException("cause")));

    JsonObject throwable = only().getAsJsonObject("throwable");
    assertThat(text(throwable, "className")).isEqualTo("java.io.IOException");
    assertThat(text(throwable, "message")).isEqualTo("re\"set\n");
    assertThat(text(throwable.getAsJsonObject("cause"), "message")).isEqualTo("cause");
    assertThat(throwable.getAsJsonArray("stepArray")).isNotEmpty();
  }

  @Test
  void whatAThreadLeftForItsLinesIsShown() throws Exception {
    undo = Logging.apply("json", "info");

    try (MDC.MDCCloseable closed = MDC.putCloseable("request", "4\"2\n")) {
      assertThat(closed).isNotNull();
      LOG.info("done");
    }

    assertThat(text(only().getAsJsonObject("mdc"), "request")).isEqualTo("4\"2\n");
  }

  @Test
  void whatAThreadDiedOfIsALineToo() throws Exception {
    undo = Logging.apply("json", "error");
    Thread thread =
        new Thread(
            () -> {
              throw new IllegalStateException("no\nluck");
            },
            "bench-test-1");

    thread.start();
    thread.join();

    JsonObject line = only();
    assertThat(text(line, "message")).isEqualTo("the thread bench-test-1 died");
    assertThat(text(line.getAsJsonObject("throwable"), "message")).isEqualTo("no\nluck");
  }

  @Test
  void asTextALineIsAsItAlwaysWas() {
    undo = Logging.apply("text", "info");

    LOG.info("plain");

    assertThat(err.toString(UTF_8))
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  LoggingTest: plain\\R");
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "WARN", "info", "Debug", "trace"})
  void whatIsBelowTheLevelIsLeftOut(String level) throws Exception {
    undo = Logging.apply("json", level);

    LOG.error("error");
    LOG.warn("warn");
    LOG.info("info");
    LOG.debug("debug");
    LOG.trace("trace");

    assertThat(JsonLines.parse(err))
        .extracting(line -> text(line, "message"))
        .containsExactlyElementsOf(
            Logging.LEVELS.subList(0, Logging.LEVELS.indexOf(level.toLowerCase(Locale.ROOT)) + 1));
  }

  @Test
  void allCanBePutBack() {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    boolean debug = LOG.isDebugEnabled();

    Logging.apply("json", debug ? "error" : "debug").run();
    LOG.error("plain");

    assertThat(err.toString(UTF_8)).endsWith(" ERROR LoggingTest: plain" + System.lineSeparator());
    assertThat(LOG.isDebugEnabled()).isEqualTo(debug);
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
  }

  @Test
  void theLogOfAnotherProviderIsItsOwn() {
    boolean debug = LOG.isDebugEnabled();

    undo = Logging.apply(new NOPLoggerFactory(), "json", debug ? "error" : "debug");
    LOG.error("plain");

    assertThat(err.toString(UTF_8)).endsWith(" ERROR LoggingTest: plain" + System.lineSeparator());
    assertThat(LOG.isDebugEnabled()).isEqualTo(debug);
  }

  @Test
  void namesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Logging.apply("xml", "info"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("log format must be one of text, json, was 'xml'");
    assertThatThrownBy(() -> Logging.apply("json", "loud"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("log level must be one of error, warn, info, debug, trace, was 'loud'");
  }
}
