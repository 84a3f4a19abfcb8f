package org.vespabench.runner.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.JsonEscapeUtil;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes what is logged, and how it is written, while the program runs. */
final class Logging {
  /** What {@code --log-format} may be. */
  static final List<String> FORMATS = List.of("text", "json");

  /** What {@code --log-level} may be, in any case. */
  static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  private Logging() {}

  /**
   * Log in this format, from this level on. Does nothing but check both where the log is not
   * logback's: whoever chose another one sets that up.
   *
   * @param format one of {@link #FORMATS}; as JSON, each line is an object, also for what a thread
   *     died of
   * @param level one of {@link #LEVELS}, in any case
   * @return what puts back all as it was
   * @throws IllegalArgumentException if either is none of these
   */
  static Runnable apply(String format, String level) {
    return apply(LoggerFactory.getILoggerFactory(), format, level);
  }

  static Runnable apply(ILoggerFactory provider, String format, String level) {
    check("log format", format, FORMATS);
    check("log level", level.toLowerCase(Locale.ROOT), LEVELS);
    // By name: where logback is not there at all, its classes must not be touched.
    if (!provider.getClass().getName().equals("ch.qos.logback.classic.LoggerContext")) {
      return () -> {};
    }
    List<Runnable> undo = new ArrayList<>();
    Logback.setLevel(provider, level, undo);
    if (format.equals("json")) {
      Logback.writeJson(provider, undo);
      logUncaught(undo);
    }
    return () -> undo.forEach(Runnable::run);
  }

  private static void check(String what, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new IllegalArgumentException(
          "%s must be one of %s, was '%s'".formatted(what, String.join(", ", known), value));
    }
  }

  /** Else the JVM prints the trace as text. */
  private static void logUncaught(List<Runnable> undo) {
    @Nullable UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Logger log = LoggerFactory.getLogger(Logging.class);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, cause) -> log.error("the thread {} died", thread.getName(), cause));
    undo.add(() -> Thread.setDefaultUncaughtExceptionHandler(before));
  }

  /** All that knows the provider that is shipped. */
  private static final class Logback {
    static void setLevel(ILoggerFactory provider, String level, List<Runnable> undo) {
      ch.qos.logback.classic.Logger root = root(provider);
      Level before = root.getLevel();
      root.setLevel(Level.valueOf(level));
      undo.add(() -> root.setLevel(before));
    }

    static void writeJson(ILoggerFactory provider, List<Runnable> undo) {
      Iterator<Appender<ILoggingEvent>> appenders = root(provider).iteratorForAppenders();
      while (appenders.hasNext()) {
        if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> console) {
          Encoder<ILoggingEvent> before = console.getEncoder();
          console.setEncoder(encoder((LoggerContext) provider));
          undo.add(() -> console.setEncoder(before));
        }
      }
    }

    private static ch.qos.logback.classic.Logger root(ILoggerFactory provider) {
      return ((LoggerContext) provider).getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
      JsonEncoder encoder = new OneMessage();
      encoder.setContext(context);
      encoder.start();
      return encoder;
    }
  }

  /** Writes a message with its arguments in their places, which the library keeps apart. */
  private static final class OneMessage extends JsonEncoder {
    OneMessage() {
      setWithSequenceNumber(false);
      setWithNanoseconds(false);
      setWithContext(false);
      setWithArguments(false);
      setWithMessage(false);
    }

    @Override
    protected void appendCustomFields(StringBuilder line, ILoggingEvent event) {
      line.append(VALUE_SEPARATOR);
      String text = JsonEscapeUtil.jsonEscapeString(String.valueOf(event.getFormattedMessage()));
      appenderMember(line, MESSAGE_ATTR_NAME, text);
    }
  }
}
