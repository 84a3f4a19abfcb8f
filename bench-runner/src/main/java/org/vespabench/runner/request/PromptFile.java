package org.vespabench.runner.request;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Prompts that a person wrote into a file; with the last one used, the first comes again. The
 * warm-up of a load test takes them from the last to the first: what it leaves in a prefix cache
 * shall not be what is measured.
 */
public final class PromptFile implements Prompts {
  /** A file's form shows in what comes first; a mark cannot be set on all of a large file. */
  private static final int BEGINNING = 1 << 13;

  /** Not any bracket: {@code [INST]} begins a text. */
  private static final Pattern JSON_LIST = Pattern.compile("\\[[\\[\\s]*[{\"\\]]");

  private static final String FORMS =
      "Give a text file with a prompt in each line, JSON lines with 'prompt' or 'messages', or"
          + " ShareGPT's JSON.";

  private final PromptTable table;

  private PromptFile(PromptTable table) {
    this.table = table;
  }

  /**
   * Read a file in UTF-8. It has one prompt in each line that is not blank; or one JSON object in
   * each, with {@code prompt}, or {@code messages} as in a chat, and, if it likes, {@code
   * max_tokens} or {@code output_tokens}; or it is a JSON list of conversations as ShareGPT exports
   * them, of which what a person said first is the prompt.
   *
   * @throws IllegalArgumentException if there are no prompts in it, or something else; for the
   *     operator
   */
  public static PromptFile read(Path file) {
    PromptTable table = new PromptTable();
    try (BufferedReader in = new BufferedReader(new Utf8Reader(Files.newInputStream(file)))) {
      read(in, table);
    } catch (NoSuchFileException e) {
      throw fault(file, "there is no such file. " + FORMS, e);
    } catch (AccessDeniedException e) {
      throw fault(file, "you may not read this file.", e);
    } catch (IOException e) {
      throw fault(file, "it cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw fault(file, String.valueOf(e.getMessage()), e);
    }
    return new PromptFile(table);
  }

  private static IllegalArgumentException fault(Path file, String what, Exception cause) {
    return new IllegalArgumentException("--prompts %s: %s".formatted(file, what), cause);
  }

  private static void read(BufferedReader in, PromptTable table) throws IOException {
    String beginning = beginning(in);
    if (beginning.startsWith("{")) {
      readJsonLines(in, table);
    } else if (JSON_LIST.matcher(beginning).lookingAt()) {
      ShareGpt.read(in, table::add);
    } else {
      readLines(in, table);
    }
    if (table.size() == 0) {
      throw new IllegalArgumentException(
          (beginning.isEmpty() ? "it is empty. " : "no prompts are in it. ") + FORMS);
    }
  }

  private static String beginning(BufferedReader in) throws IOException {
    char[] chars = new char[BEGINNING];
    int count = 0;
    in.mark(BEGINNING);
    for (int more = 0; more >= 0 && count < BEGINNING; ) {
      count += more;
      more = in.read(chars, count, BEGINNING - count);
    }
    in.reset();
    return new String(chars, 0, count).stripLeading();
  }

  private static void readLines(BufferedReader in, PromptTable table) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        table.add(Prompt.of(line));
      }
    }
  }

  private static void readJsonLines(BufferedReader in, PromptTable table) throws IOException {
    int number = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number++;
      if (!line.isBlank()) {
        table.add(parsed(line, number));
      }
    }
  }

  private static Prompt parsed(String line, int number) {
    try {
      return PromptLine.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Prompt of(long index, RandomGenerator random) {
    int size = table.size();
    return table.get(
        index < WARM_UP ? (int) (index % size) : size - 1 - (int) ((index - WARM_UP) % size));
  }

  /** Count the prompts: more requests than these repeat some. */
  public int size() {
    return table.size();
  }

  /** Tell whether some are chat messages, which not every benchmark can send. */
  public boolean hasMessages() {
    return table.hasMessages();
  }
}
