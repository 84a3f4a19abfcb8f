package org.vespabench.openai;

/** Estimates tokens from words, where no tokenizer is at hand. */
final class Words {
  /** As many as the words that the runner generates have; those of English prose have half. */
  static final double TOKENS_PER_WORD = 2.6;

  private Words() {}

  static int count(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }

  /** Tokens of a text; one with nothing in it still has those that mark its beginning and end. */
  static int tokens(String text, double tokensPerWord) {
    return Math.max(1, tokens(count(text), tokensPerWord));
  }

  /** Tokens of that many words. */
  static int tokens(int words, double tokensPerWord) {
    return (int) Math.ceil(words * tokensPerWord);
  }
}
