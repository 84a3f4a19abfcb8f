package org.vespabench.runner.request;

/**
 * What one request is to ask, where it is not left to the plugin.
 *
 * @param text the user's words, empty if there are none
 * @param messages the user's chat messages as a JSON array, empty if there are none
 * @param words how many words to generate, 0 for as many as the plugin asks for
 * @param prefix words put before generated ones, with a space at the end; empty for none
 * @param outputTokens how long the reply is to be, 0 for as long as the plugin asks for
 */
public record Prompt(String text, String messages, int words, String prefix, int outputTokens) {
  /** Leave everything to the plugin. */
  public static final Prompt PLUGINS = new Prompt("", "", 0, "", 0);

  /** Ask with these words. */
  public static Prompt of(String text) {
    return new Prompt(text, "", 0, "", 0);
  }

  /**
   * Ask with as many generated words as make so many tokens, about, for so long a reply.
   *
   * @param inputTokens 0 for as many words as the plugin asks for
   * @param outputTokens 0 for as long as the plugin asks for
   */
  public static Prompt ofLengths(int inputTokens, int outputTokens) {
    int words = inputTokens == 0 ? 0 : PromptWords.ofTokens(inputTokens);
    return words == 0 && outputTokens == 0 ? PLUGINS : new Prompt("", "", words, "", outputTokens);
  }

  /** Ask with these chat messages, a JSON array. */
  static Prompt ofMessages(String messages) {
    return new Prompt("", messages, 0, "", 0);
  }

  /** Ask for so long a reply. */
  Prompt withOutputTokens(int tokens) {
    return new Prompt(text, messages, words, prefix, tokens);
  }
}
