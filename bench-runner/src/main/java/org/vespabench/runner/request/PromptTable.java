package org.vespabench.runner.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Holds many prompts, in bytes: as objects, short ones would need ten times their size, and each
 * collection of garbage would look at them all while latencies are measured. Filled by one thread,
 * then read by any.
 */
final class PromptTable {
  /** The longest array that every Java machine makes. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private final int mostBytes;
  private final BitSet messages = new BitSet();
  private byte[] texts = new byte[1 << 12];
  private int[] ends = new int[64];
  private int[] outputTokens = new int[64];
  private int size;

  PromptTable() {
    this(MOST_BYTES);
  }

  PromptTable(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Append one that has a text, or messages.
   *
   * @throws IllegalArgumentException if there is no room
   */
  void add(Prompt prompt) {
    boolean hasMessages = !prompt.messages().isEmpty();
    String text = hasMessages ? prompt.messages() : prompt.text();
    byte[] added = text.getBytes(StandardCharsets.UTF_8);
    int start = start(size);
    makeRoom((long) start + added.length);
    System.arraycopy(added, 0, texts, start, added.length);
    ends[size] = start + added.length;
    outputTokens[size] = prompt.outputTokens();
    messages.set(size, hasMessages);
    size++;
  }

  private void makeRoom(long bytes) {
    if (bytes > mostBytes) {
      throw new IllegalArgumentException(
          "its prompts have more than %d bytes. Give fewer.".formatted(mostBytes));
    }
    if (bytes > texts.length) {
      texts = Arrays.copyOf(texts, (int) Math.min(mostBytes, Math.max(bytes, more(texts.length))));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, (int) more(size));
      outputTokens = Arrays.copyOf(outputTokens, ends.length);
    }
  }

  private static long more(int length) {
    return (long) length + length / 2;
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  Prompt get(int index) {
    int start = start(index);
    String text = new String(texts, start, ends[index] - start, StandardCharsets.UTF_8);
    Prompt prompt = messages.get(index) ? Prompt.ofMessages(text) : Prompt.of(text);
    return prompt.withOutputTokens(outputTokens[index]);
  }

  int size() {
    return size;
  }

  boolean hasMessages() {
    return !messages.isEmpty();
  }
}
