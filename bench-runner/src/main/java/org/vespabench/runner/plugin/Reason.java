package org.vespabench.runner.plugin;

import java.io.IOException;
import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line, for an operator, why a plugin could not be loaded. */
final class Reason {
  private static final int LONGEST = 300;
  private static final String AGAIN = "the jar is damaged: download or build it again";
  private static final Pattern CLASS_VERSION = Pattern.compile("class file version (\\d+)");
  private static final Pattern LINE = Pattern.compile(":(\\d+): ");

  private Reason() {}

  /**
   * Explain why a class of this file could not be used.
   *
   * @param doing the step that threw, as in {@code its coordinates()}; empty while ServiceLoader
   *     looked for the class
   */
  static String of(Throwable thrown, ServicesFile file, String doing) {
    Throwable cause = thrown.getCause();
    if (thrown instanceof ServiceConfigurationError && cause != null) {
      return oneLine(
          cause instanceof IOException && doing.isEmpty()
              ? file + " cannot be read (" + message(cause) + "), " + AGAIN
              : ofCode(cause, doing));
    }
    return oneLine(
        thrown instanceof ServiceConfigurationError && doing.isEmpty()
            ? ofFile(thrown, file)
            : ofCode(thrown, doing));
  }

  /** Explain what a jar on the class path has that Java does not open it. */
  static String ofJar(IOException thrown) {
    return oneLine(
        "is no jar that Java can open ("
            + message(thrown)
            + "), so Java skips it without a word: download or build it again");
  }

  // ServiceLoader's own complaints, told apart by how far it came: their wording is not specified.
  private static String ofFile(Throwable thrown, ServicesFile file) {
    if (file.className().isEmpty()) {
      Matcher line = LINE.matcher(message(thrown));
      String where = line.find() ? "line " + line.group(1) + " of " + file : file.toString();
      return where + " is not the name of a class: write one name per line, in plain UTF-8";
    }
    if (!file.isMissing()) {
      return "is in " + file + " but does not implement that interface: correct that file";
    }
    return file.damage()
        .map(e -> "its class file cannot be read (" + message(e) + "), " + AGAIN)
        .orElse("is in " + file + " but in no jar: correct that file, or build the jar again");
  }

  private static String ofCode(Throwable thrown, String doing) {
    if (thrown instanceof LinkageError) {
      return ofLinkage(thrown, message(thrown), doing);
    }
    if (thrown instanceof ReflectiveOperationException) {
      return "is not a public class with a public constructor without parameters: ask its author";
    }
    return failed(thrown, doing);
  }

  private static String ofLinkage(Throwable thrown, String message, String doing) {
    if (thrown instanceof UnsupportedClassVersionError) {
      return ofVersion(message);
    }
    if (thrown instanceof ClassFormatError || thrown instanceof VerifyError) {
      return "its class file is not valid (" + message + "), " + AGAIN;
    }
    if (thrown instanceof ExceptionInInitializerError && thrown.getCause() != null) {
      return "its static initialiser failed: " + text(thrown.getCause());
    }
    // With a space it is a sentence, about a class that is there and does not work.
    if (thrown instanceof NoClassDefFoundError && message.indexOf(' ') < 0) {
      return "needs the class %s, which is in no jar: add the jar that has it"
          .formatted(message.replace('/', '.'));
    }
    return thrown instanceof IncompatibleClassChangeError
        ? "was built for another version of Vespa Bench or of a library (%s): ask its author for a"
                .formatted(message)
            + " build for this one"
        : failed(thrown, doing);
  }

  private static String failed(Throwable thrown, String doing) {
    return (doing.isEmpty() ? "loading its class" : doing) + " failed: " + text(thrown);
  }

  private static String ofVersion(String message) {
    int here = Runtime.version().feature();
    Matcher version = CLASS_VERSION.matcher(message);
    // Major version 45 was Java 1, and each release since has added one.
    int java = version.find() ? Integer.parseInt(version.group(1)) - 44 : 0;
    return java <= here
        ? "needs another Java (" + message + ")"
        : ("built for Java %d (class file version %d), this is Java %d: run a newer Java, or ask"
                + " its author for a build for %d")
            .formatted(java, java + 44, here, here);
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? text(thrown) : message;
  }

  private static String text(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (RuntimeException | LinkageError e) {
      return thrown.getClass().getName(); // an exception of the plugin's own, broken as well
    }
  }

  private static String oneLine(String text) {
    // Control characters out of a foreign message could do anything to a terminal.
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
